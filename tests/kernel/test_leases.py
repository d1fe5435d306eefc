"""Who may run a delivery, for how long, and what becomes of one whose worker died."""

from datetime import datetime

import pytest
from django.utils import timezone

from events import DURABLE
from events.contract import LeaseLost
from events.delivering import deliver
from events.leases import claim, due, end
from events.models import Delivery
from events.selectors import oldest_due_age
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import MINUTE, guilds, seconds_until, the_delivery
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


# --- claims ----------------------------------------------------------------------------------


def test_a_claim_counts_an_attempt_and_holds_a_lease(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, lease=5 * MINUTE)
    light("Lease Lane")
    lease = claim()
    assert lease is not None
    row = the_delivery()
    assert (row.status, row.attempts, row.lease_token) == ("running", 1, lease.token)
    assert seconds_until(row.due_at) == pytest.approx(300, abs=10)
    assert claim() is None
    assert not due().exists()


def test_nothing_is_claimed_before_its_time(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Early Street")
    let_time_pass(-MINUTE)
    assert claim() is None
    let_time_pass(MINUTE)
    assert claim() is not None


def test_what_has_waited_longest_is_claimed_first(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("New")
    light("Old")
    old = Delivery.objects.latest("id")
    Delivery.objects.filter(pk=old.pk).update(due_at=timezone.now() - MINUTE)
    lease = claim()
    assert lease is not None
    assert lease.delivery == old


def test_what_a_receiver_does_not_hear_any_more_does_not_hold_up_the_others(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Deaf Drive")
    light("Open Road")
    # The receiver exists, but it hears lamps, not letters.
    orphan = Delivery.objects.earliest("id")
    Delivery.objects.filter(pk=orphan.pk).update(signal=letter_posted.name)
    lease = claim()
    assert lease is not None
    assert lease.delivery != orphan
    assert claim() is None


@pytest.mark.usefixtures("failing_receivers")
def test_a_delivery_whose_worker_died_is_claimed_again_when_the_lease_has_run_out(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Died Drive")
    assert claim() is not None  # and the worker dies
    assert not deliver()
    let_time_pass(MINUTE)
    assert deliver()
    row = the_delivery()
    assert (row.status, row.attempts, notebook[0].meta.attempt) == ("done", 2, 2)
    (death,) = row.failures
    assert (death["attempt"], death["outcome"], death["duration_ms"]) == (1, "died", None)
    assert death["error"] == "The lease ran out: the worker died or was too slow."
    assert datetime.fromisoformat(death["started_at"]) < timezone.now()
    assert "kernel.write_down: a worker died or was late in attempt 1" in caplog.text


def test_a_delivery_that_kills_every_worker_fails_after_its_last_attempt(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, attempts=2)
    light("Poison Passage")
    for _ in range(2):
        assert claim() is not None  # and the worker dies
        let_time_pass(MINUTE)
    assert claim() is None
    row = the_delivery()
    assert (row.status, row.attempts, row.lease_token) == ("failed", 2, None)
    assert [failure["outcome"] for failure in row.failures] == ["died", "died"]
    assert row.last_error == "The lease ran out: the worker died or was too slow."
    assert row.finished_at is not None
    assert notebook == []


def test_a_worker_goes_on_with_the_next_when_it_ends_one_that_kills(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, attempts=1)
    light("Poison Passage")
    assert claim() is not None  # and the worker dies
    let_time_pass(MINUTE)
    light("Innocent Inn")
    assert deliver()
    assert [note.event for note in notebook] == [LampLit(street="Innocent Inn")]


# --- fencing ---------------------------------------------------------------------------------


def test_a_worker_that_was_overtaken_cannot_mark_the_delivery(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Overtaking Lane")
    slow = claim()
    let_time_pass(MINUTE)
    fast = claim()
    assert slow is not None
    assert fast is not None
    with pytest.raises(LeaseLost, match=r"kernel.write_down was late"):
        end(slow, status="done")
    assert the_delivery().status == "running"
    end(fast, status="done")
    with pytest.raises(LeaseLost):
        end(fast, status="done")
    with pytest.raises(LeaseLost):
        end(slow, status="failed")


def test_the_effect_of_a_worker_that_was_overtaken_is_taken_back(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    connect(lamp_lit, receivers.be_overtaken, DURABLE)
    light("Overtaking Lane")
    assert deliver()
    assert guilds() == 0
    assert "kernel.be_overtaken was late: another worker has taken over" in caplog.text
    assert the_delivery().status == "running"


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize("atomic", [True, False])
def test_the_failure_of_a_worker_that_was_overtaken_is_not_written_over_the_others_lease(
    connect: Connect, caplog: pytest.LogCaptureFixture, atomic: bool
) -> None:
    mishaps.append(ValueError("and failed on top of it"))
    connect(lamp_lit, receivers.be_overtaken, DURABLE, atomic=atomic)
    light("Overtaking Lane")
    assert deliver()
    row = the_delivery()
    if atomic:  # the takeover was part of the transaction that was rolled back
        assert (row.status, len(row.failures)) == ("pending", 1)
    else:
        assert (row.status, row.failures) == ("running", [])
        assert "another worker has taken over" in caplog.text


# --- how old is the oldest -------------------------------------------------------------------


def test_the_oldest_delivery_that_is_due_gives_the_alarm(connect: Connect) -> None:
    assert oldest_due_age() is None
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Slow Street")
    light("Newer Street")
    oldest = Delivery.objects.earliest("id")
    Delivery.objects.filter(pk=oldest.pk).update(due_at=timezone.now() - 5 * MINUTE)
    age = oldest_due_age()
    assert age is not None
    assert age.total_seconds() == pytest.approx(300, abs=10)
    deliver_all()
    assert oldest_due_age() is None
