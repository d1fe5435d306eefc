"""A killed process loses nothing: real processes, real SIGKILL, at every moment."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from events.api import DURABLE
from events.delivery.deliver import deliver
from events.models import Delivery, Status, StoredEvent
from events.testing import let_time_pass
from tests.engines.processes import database_url
from tests.events.conftest import Connect
from tests.events.teashop import receivers
from tests.events.teashop.receivers import receipts, sell
from tests.events.teashop.signals import tea_sold

pytestmark = pytest.mark.django_db(transaction=True)

KILLED = -signal.SIGKILL


def run(moment: str) -> int:
    """Run the victim in the tests' database; return its exit code."""
    connection.close()
    return subprocess.run(
        [sys.executable, "-m", "tests.events.victim", moment],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": database_url(),
        },
        timeout=60,
        check=False,
    ).returncode


def deliver_the_rest() -> None:
    """Deliver what is due, in this process, as another worker would."""
    while deliver():
        pass


def test_killed_before_the_commit_nothing_happened() -> None:
    assert run("before the commit") == KILLED
    assert not StoredEvent.objects.exists()
    assert not Delivery.objects.exists()


def test_killed_after_the_commit_the_event_is_delivered(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(tea_sold, receivers.write_label, DURABLE, atomic=False)
    assert run("after the commit") == KILLED
    deliver_the_rest()
    assert set(Delivery.objects.values_list("status", flat=True)) == {Status.DONE}
    assert receipts() == 1


@pytest.mark.parametrize(
    "moment",
    [
        "after the claim",
        "in the receiver",
        "before the completion mark",
        "before the commit of the mark",
    ],
)
def test_killed_worker_leaves_the_effect_once(connect: Connect, moment: str) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    assert run(moment) == KILLED
    assert receipts() == 0
    deliver_the_rest()
    assert receipts() == 0, "the lease has not expired"
    let_time_pass(timedelta(seconds=61))
    deliver_the_rest()
    assert receipts() == 1
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.DONE, 2)
    assert row.failures[0]["outcome"] == "died"


def test_killed_without_transaction_the_effect_is_repeated(connect: Connect) -> None:
    connect(tea_sold, receivers.write_label, DURABLE, atomic=False)
    sell()
    assert run("before the completion mark") == KILLED
    let_time_pass(timedelta(seconds=61))
    deliver_the_rest()
    assert Group.objects.filter(name__startswith="Label").count() == 2
