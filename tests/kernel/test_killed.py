"""Processes that are killed, for real: nothing is lost, and every effect is there once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from events import DURABLE
from events.delivering import deliver
from events.models import Delivery, StoredEvent
from events.testing import let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import guilds
from tests.kernel.receivers import notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(seconds=60)
KILLED = -signal.SIGKILL


def database_url() -> str:
    """The test's own database, as another process would be told of it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def run_a_worker(*, killed: str) -> int:
    """How the worker ended: `KILLED`, or 0 when it found nothing more to do."""
    worker = subprocess.run(
        [sys.executable, "-m", "tests.kernel.victim", killed],
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
        timeout=30,
        check=False,
    )
    return worker.returncode


def test_killed_before_the_commit_nothing_has_happened() -> None:
    assert run_a_worker(killed="before the commit") == KILLED
    assert not StoredEvent.objects.exists()
    assert not Delivery.objects.exists()


def test_killed_between_commit_and_claim_everything_is_still_to_be_done(connect: Connect) -> None:
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    assert run_a_worker(killed="between commit and claim") == KILLED
    assert StoredEvent.objects.count() == 1
    assert guilds() == 0
    assert deliver()
    assert Delivery.objects.get(receiver="kernel.found_a_guild").attempts == 1
    assert guilds() == 1


@pytest.mark.parametrize(
    "moment",
    [
        "after the claim",
        "inside the receiver",
        "before the done mark",
        "after the done mark, before its commit",
    ],
)
def test_killed_while_delivering_it_is_delivered_again_and_its_effect_is_there_once(
    connect: Connect, moment: str
) -> None:
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    light("Killing Time")
    assert run_a_worker(killed=moment) == KILLED
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("running", 1)
    assert guilds() == 0
    assert not deliver()

    let_time_pass(LEASE)
    assert deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("done", 2)
    assert [failure["outcome"] for failure in row.failures] == ["died"]
    assert guilds() == 1


def test_killed_after_the_commit_it_is_done(connect: Connect) -> None:
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    light("Killing Time")
    assert run_a_worker(killed="after the commit") == KILLED
    let_time_pass(LEASE)
    assert not deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("done", 1)
    assert guilds() == 1


def test_killed_without_a_transaction_it_is_delivered_again_with_the_same_id(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.send_for_a_smith, DURABLE, atomic=False)
    light("Forge Row")
    assert run_a_worker(killed="before the done mark") == KILLED
    assert guilds() == 1
    let_time_pass(LEASE)
    assert deliver()
    assert guilds() == 2
    (note,) = notebook
    assert (note.meta.event_id, note.meta.attempt) == (StoredEvent.objects.get().id, 2)


def test_a_receiver_that_kills_its_process_runs_out_of_attempts_and_harms_no_other(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.die_of_it, DURABLE, attempts=2)
    connect(lamp_lit, receivers.write_down, DURABLE)
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    light("Poison Passage")
    ends = []
    while 0 not in ends:
        ends.append(run_a_worker(killed="never"))
        let_time_pass(LEASE)
    assert ends == [KILLED, KILLED, 0]
    outcomes = Delivery.objects.values_list("receiver", "status", "attempts")
    assert set(outcomes) == {
        ("kernel.die_of_it", "failed", 2),
        ("kernel.write_down", "done", 1),
        ("kernel.found_a_guild", "done", 1),
    }
    assert guilds() == 1
