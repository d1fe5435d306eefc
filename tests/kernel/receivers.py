"""Receivers of the small world. What they hear stands in `notebook`, until the test ends."""

import os
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.db import connection

from events import EventMetadata, unit_of_work
from events.context import Cause, current_cause, current_correlation
from events.models import Delivery
from events.operations import current_unit_of_work
from tests.kernel.signals import (
    LampLit,
    LetterPosted,
    TooDark,
    WayAsked,
    lamp_lit,
    letter_posted,
)


class Note(NamedTuple):
    """Which receiver heard which event, and what it was told of it."""

    receiver: str
    event: object
    metadata: EventMetadata


class Sight(NamedTuple):
    """What a receiver sees of the work that it is part of."""

    in_operation: bool
    in_transaction: bool
    correlation_id: UUID | None
    cause: Cause | None


@dataclass(slots=True)
class Meeting:
    """Where a test and a receiver in another thread wait for each other."""

    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


notebook: list[Note] = []
sights: list[Sight] = []
last_calls: list[signal.Signals] = []
meetings: dict[str, Meeting] = {}
# What `stumble` raises, one after another; with nothing left it succeeds.
mishaps: list[BaseException] = []


def write_down(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Hear and remember."""
    notebook.append(Note("write_down", event, metadata))


def whistle(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Hear and remember, as another receiver."""
    notebook.append(Note("whistle", event, metadata))


def look_around(**kwargs: object) -> None:
    """Remember what the kernel knows while a receiver runs."""
    sights.append(
        Sight(
            in_operation=current_unit_of_work() is not None,
            in_transaction=connection.in_atomic_block,
            correlation_id=current_correlation(),
            cause=current_cause(),
        )
    )


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Be one of those who only write a line."""


def found_a_guild(*, event: object, **kwargs: object) -> None:
    """Leave an effect in the database that doubles when it is done twice."""
    Group.objects.create(name=f"Guild {uuid4()}")


def stumble(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect, then fail as `mishaps` says."""
    notebook.append(Note("stumble", event, metadata))
    Group.objects.create(name=f"Guild {uuid4()}")
    if mishaps:
        raise mishaps.pop(0)


def be_overtaken(*, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect while another worker takes the delivery over; then fail as told."""
    Group.objects.create(name=f"Guild {uuid4()}")
    Delivery.objects.filter(entry_id=metadata.event_id).update(lease_token=uuid4())
    if mishaps:
        raise mishaps.pop(0)


def meet_and_found_a_guild(*, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect; in the first attempt, wait until the test lets it go on."""
    Group.objects.create(name=f"Guild {uuid4()}")
    if metadata.attempt == 1:
        meeting = meetings["slow"]
        meeting.arrived.set()
        meeting.go_on.wait(timeout=10)


def send_for_a_smith(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect, as somebody who is written to would: without a transaction around."""
    notebook.append(Note("send_for_a_smith", event, metadata))
    Group.objects.create(name=f"Guild {uuid4()}")


def die_of_it(**kwargs: object) -> None:
    """Kill the process: only ever let a victim do this."""
    os.kill(os.getpid(), signal.SIGKILL)


def call_for_the_end(**kwargs: object) -> None:
    """Be told to stop in the middle of the work, and finish it."""
    os.kill(os.getpid(), last_calls.pop())
    Group.objects.create(name=f"Guild {uuid4()}")


def refuse(*, event: LampLit, **kwargs: object) -> None:
    """Say no."""
    raise TooDark(f"{event.street} stays dark tonight.")


def return_to_sender(*, event: LetterPosted, **kwargs: object) -> None:
    """Say no to a letter."""
    raise TooDark("Nobody can read the address.")


def light_the_next(*, event: LampLit, **kwargs: object) -> None:
    """Publish what it hears: without end, were there no limit."""
    with unit_of_work():
        lamp_lit.publish(LampLit(street=f"{event.street} again"))


def light_sixteen(*, event: LampLit, **kwargs: object) -> None:
    """Publish what it hears, sixteen times over."""
    if len(event.street) < 16:
        with unit_of_work():
            lamp_lit.publish(LampLit(street=f"{event.street}*"))


def post_a_letter(*, event: LampLit, metadata: EventMetadata, **kwargs: object) -> None:
    """Let one event cause another."""
    with unit_of_work():
        letter_posted.publish(
            LetterPosted(
                letter_id=metadata.event_id,
                addressee=f"Whoever lives in {event.street}",
                stamps=(Decimal("0.85"),),
                posted_at=metadata.occurred_at,
                weight=20,
            )
        )


def swallow_a_refusal(*, event: LampLit, metadata: EventMetadata, **kwargs: object) -> None:
    """Catch a refusal where it is too early to catch it."""
    with suppress(TooDark):
        post_a_letter(event=event, metadata=metadata)


def show_the_way(*, question: WayAsked, **kwargs: object) -> list[str]:
    """Answer a question."""
    return [f"To {question.to}? Left, then right."]


def know_two_ways(**kwargs: object) -> list[str]:
    """Give two answers."""
    return ["Over the bridge.", "Along the river."]


def shrug(**kwargs: object) -> tuple[str, ...]:
    """Have no answer."""
    return ()


def forget_to_answer(**kwargs: object) -> Any:
    """Return nothing where a sequence was promised."""
    return None


def answer_in_letters(**kwargs: object) -> str:
    """Return a text, which is a sequence of its letters."""
    return "Left."


def lose_the_map(**kwargs: object) -> list[str]:
    """Fail to answer."""
    raise LookupError("the map is gone")


def ask_the_wrong_table(**kwargs: object) -> list[str]:
    """Break the transaction, as a mistake in SQL does on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT way FROM no_such_map")
    return []


def scribble_and_fail(**kwargs: object) -> list[str]:
    """Write, though nobody asked for that, and fail."""
    Group.objects.create(name="Scribble")
    raise LookupError("out of paper")


def be_stopped(**kwargs: object) -> list[str]:
    """Meet the end of the process."""
    raise KeyboardInterrupt


def engrave(*, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect that is unique by event, as receivers of the shop do."""
    plate = Group(name=f"Engraved {metadata.event_id}")
    Group.objects.bulk_create([plate], ignore_conflicts=True)


def engravings() -> int:
    """How many plates there are."""
    return Group.objects.filter(name__startswith="Engraved").count()
