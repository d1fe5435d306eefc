"""Receivers that come, go, and are renamed while deliveries wait for them."""

from uuid import uuid4

import pytest

from events import DURABLE
from events.delivering import deliver
from events.flows import flow
from events.models import Delivery
from events.selectors import oldest_due_age, without_receiver
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import the_delivery
from tests.kernel.receivers import notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def test_a_delivery_whose_receiver_is_gone_waits_burns_nothing_and_is_shown(
    connect: Connect,
) -> None:
    evening = uuid4()
    connect(lamp_lit, receivers.whistle, DURABLE)
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Left Bank", correlation_id=evening)
    lamp_lit.disconnect(receivers.write_down)

    assert deliver_all() == 1
    waiting = Delivery.objects.get(receiver="kernel.write_down")
    assert (waiting.status, waiting.attempts) == ("pending", 0)
    assert without_receiver() == [("kernel.lamp_lit", "kernel.write_down")]
    known = {run.name: run.known for run in flow(evening).events[0].receivers}
    assert known == {"kernel.whistle": True, "kernel.write_down": False}
    assert oldest_due_age() is None
    assert not deliver(waiting.pk)

    connect(lamp_lit, receivers.write_down, DURABLE)
    assert without_receiver() == []
    assert deliver_all() == 1


def test_a_receiver_that_hears_another_signal_is_not_known_for_this_one(connect: Connect) -> None:
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Left Bank")
    lamp_lit.disconnect(receivers.write_down)
    connect(letter_posted, receivers.write_down, DURABLE)
    assert not deliver()
    assert without_receiver() == [("kernel.lamp_lit", "kernel.write_down")]


def test_a_receiver_that_was_renamed_takes_over_what_waits_for_its_old_name(
    connect: Connect,
) -> None:
    evening = uuid4()
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("New Name", correlation_id=evening)
    lamp_lit.disconnect(receivers.write_down)

    connect(lamp_lit, receivers.whistle, DURABLE, formerly="kernel.write_down")
    assert without_receiver() == []
    assert flow(evening).events[0].receivers[0].known
    assert deliver_all() == 1
    assert [note.receiver for note in notebook] == ["whistle"]
    assert the_delivery().receiver == "kernel.write_down"


def test_a_receiver_that_came_later_does_not_hear_what_was_published_before(
    connect: Connect,
) -> None:
    light("Before Time")
    connect(lamp_lit, receivers.write_down, DURABLE)
    assert deliver_all() == 0


def test_deliveries_of_other_kinds_are_not_for_the_worker(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    light("Mixed Mews")
    Delivery.objects.update(kind="after_commit")
    assert not deliver()
