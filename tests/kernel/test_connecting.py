"""Connecting: what would vanish, run twice or fail later is refused at once, with the fix."""

import asyncio
import functools
import gc
import importlib.util
import re
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.dispatch import receiver
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from events import AFTER_COMMIT, DURABLE, IN_TRANSACTION, EventMetadata, EventSignal, unit_of_work
from events.contract import EventError, Kind
from events.registry import registry
from tests.kernel import receivers, signals
from tests.kernel.conftest import Connect
from tests.kernel.receivers import notebook
from tests.kernel.signals import LampLit, lamp_lit, letter_posted, way_asked

pytestmark = pytest.mark.parametrize("debug", [False, True], ids=["production", "debug"])


@pytest.fixture(autouse=True)
def _whether_debugging(settings: Settings, debug: bool) -> None:
    """What may connect does not depend on DEBUG, as it does in Django."""
    settings.DEBUG = debug


class Town:
    def hear(self, *, event: object, **kwargs: object) -> None: ...

    def __call__(self, *, event: object, **kwargs: object) -> None: ...


async def wait_for_it(*, event: object, **kwargs: object) -> None: ...


def take_positions(event: object, /, **kwargs: object) -> None: ...


def take_many(*args: object, **kwargs: object) -> None: ...


def take_no_more(*, event: object, metadata: EventMetadata) -> None: ...


def a_local_function() -> Callable[..., None]:
    def local(*, event: object, **kwargs: object) -> None: ...

    return local


UNFIT: list[Any] = [
    pytest.param(lambda **kwargs: kwargs.clear(), "lambda", id="lambda"),
    pytest.param(a_local_function(), "local.* at module level", id="local function"),
    pytest.param(Town().hear, "Town.hear .* at module level", id="bound method"),
    pytest.param(Town.hear, "Town.hear .* at module level", id="function of a class"),
    pytest.param(Town(), "Town object .* at module level", id="callable object"),
    pytest.param(
        functools.partial(receivers.write_down), "partial.* at module level", id="partial"
    ),
    pytest.param(print, "print .* at module level", id="built-in"),
    pytest.param(wait_for_it, "wait_for_it .* async", id="async function"),
    pytest.param(take_positions, r"take_positions .*\*\*kwargs", id="positional argument"),
    pytest.param(take_many, r"take_many .*\*\*kwargs", id="any number of arguments"),
    pytest.param(take_no_more, r"take_no_more .*\*\*kwargs", id="without **kwargs"),
]


@pytest.mark.parametrize("delivery", list(Kind))
@pytest.mark.parametrize(("unfit", "reason"), UNFIT)
def test_only_keyword_functions_at_module_level_may_hear(
    unfit: Any, reason: str, delivery: Kind
) -> None:
    with pytest.raises(EventError, match=reason):
        lamp_lit.connect(unfit, delivery=delivery)


@pytest.mark.parametrize(("unfit", "reason"), UNFIT)
def test_only_keyword_functions_at_module_level_may_answer(unfit: Any, reason: str) -> None:
    with pytest.raises(EventError, match=reason):
        way_asked.connect(unfit)


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ({"sender": LampLit}, "'sender': the sender is always the event's class"),
        ({"weak": True}, "'weak': references are strong"),
        ({"dispatch_uid": "mine"}, "'dispatch_uid': the uid is always \"<app>.<function>\""),
        ({"priority": 1}, "'priority': unknown"),
    ],
)
def test_options_of_djangos_own_connect_are_refused_with_the_reason(
    option: dict[str, Any], reason: str
) -> None:
    with pytest.raises(EventError, match=reason):
        lamp_lit.connect(receivers.write_down, **option)
    with pytest.raises(EventError, match=next(iter(option))):
        way_asked.connect(receivers.show_the_way, **option)


@pytest.mark.parametrize("delivery", [IN_TRANSACTION, AFTER_COMMIT])
@pytest.mark.parametrize(
    "option",
    [
        {"atomic": False},
        {"attempts": 3},
        {"lease": timedelta(seconds=5)},
        {"formerly": "kernel.jot_down"},
    ],
    ids=lambda option: next(iter(option)),
)
def test_options_of_durable_receivers_are_for_them_alone(
    delivery: Kind, option: dict[str, Any]
) -> None:
    with pytest.raises(EventError, match="delivery=DURABLE"):
        lamp_lit.connect(receivers.write_down, delivery=delivery, **option)


@pytest.mark.parametrize(
    "lease",
    [timedelta(), timedelta(seconds=-1), timedelta(minutes=10, microseconds=1)],
)
def test_a_lease_lasts_more_than_nothing_and_ten_minutes_at_most(lease: timedelta) -> None:
    with pytest.raises(EventError, match="A lease lasts more than nothing and at most 0:10:00"):
        lamp_lit.connect(receivers.write_down, delivery=DURABLE, lease=lease)


def test_a_lease_of_ten_minutes_is_long_and_allowed(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, lease=timedelta(minutes=10))


@pytest.mark.parametrize("attempts", [0, -1])
def test_a_durable_receiver_is_tried_once_at_least(attempts: int) -> None:
    with pytest.raises(EventError, match="attempts"):
        lamp_lit.connect(receivers.write_down, delivery=DURABLE, attempts=attempts)


def test_a_delivery_that_nobody_knows_is_refused() -> None:
    unknown: Any = "durable"  # the word is no Kind
    with pytest.raises(EventError, match="IN_TRANSACTION, AFTER_COMMIT or DURABLE"):
        lamp_lit.connect(receivers.write_down, delivery=unknown)


def test_durable_receivers_get_eight_attempts_and_slow_ones_forty_eight(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    connect(lamp_lit, receivers.whistle, DURABLE, atomic=False)
    by_receiver = {s.receiver: s for s in registry.of(lamp_lit.name)}
    assert by_receiver["kernel.write_down"].attempts == 8
    assert by_receiver["kernel.whistle"].attempts == 48
    assert by_receiver["kernel.whistle"].lease == timedelta(seconds=60)


@pytest.mark.django_db
@pytest.mark.parametrize("delivery", [IN_TRANSACTION, AFTER_COMMIT])
def test_the_same_function_twice_hears_once(
    connect: Connect,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    delivery: Kind,
) -> None:
    connect(lamp_lit, receivers.write_down, delivery)
    connect(lamp_lit, receivers.write_down, delivery)
    with django_capture_on_commit_callbacks(execute=True), unit_of_work():
        lamp_lit.publish(LampLit(street="Twin Lane"))
    assert [note.receiver for note in notebook] == ["write_down"]


@pytest.mark.parametrize(
    "other",
    [
        {"delivery": AFTER_COMMIT},
        {"delivery": DURABLE, "attempts": 3},
        {"delivery": DURABLE, "lease": timedelta(seconds=5)},
        {"delivery": DURABLE, "atomic": False},
    ],
)
def test_the_same_function_cannot_be_connected_in_two_ways(
    connect: Connect, other: dict[str, Any]
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    with pytest.raises(EventError, match=r"kernel.write_down hears kernel.lamp_lit already"):
        lamp_lit.connect(receivers.write_down, **other)


def _another_import_of(module: ModuleType, *, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path, str(module.__file__))
    assert spec is not None
    assert spec.loader is not None
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    return again


def test_a_function_reached_by_two_import_paths_is_an_error_not_a_second_receiver(
    connect: Connect,
) -> None:
    again = _another_import_of(receivers, path="kernel.receivers")
    connect(lamp_lit, receivers.write_down)
    with pytest.raises(EventError, match=r"Another function hears .* under one path only"):
        lamp_lit.connect(again.write_down)
    way_asked.connect(receivers.show_the_way)
    with pytest.raises(EventError, match="Another function answers"):
        way_asked.connect(again.show_the_way)
    way_asked.disconnect(receivers.show_the_way)


def test_signals_reached_by_two_import_paths_are_an_error_not_a_second_signal() -> None:
    with pytest.raises(EventError, match=r"kernel.lamp_lit is declared twice, by tests.kernel"):
        _another_import_of(signals, path="kernel.signals")
    with pytest.raises(EventError, match=r"The question kernel.way_asked is declared twice"):
        type(way_asked)(signals.WayAsked, str)
    assert registry.signals["kernel.lamp_lit"] is lamp_lit


@pytest.mark.django_db
def test_the_decorator_connects_as_well(connect: Connect) -> None:
    decorated = receiver(lamp_lit, delivery=DURABLE)(receivers.write_down)
    connect(lamp_lit, decorated, DURABLE)  # as it is connected already: once
    assert [s.receiver for s in registry.of(lamp_lit.name, DURABLE)] == ["kernel.write_down"]


@pytest.mark.django_db
@pytest.mark.parametrize("delivery", [IN_TRANSACTION, AFTER_COMMIT])
def test_a_disconnected_receiver_hears_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, delivery: Kind
) -> None:
    lamp_lit.connect(receivers.write_down, delivery=delivery)
    assert lamp_lit.disconnect(receivers.write_down)
    assert not lamp_lit.disconnect(receivers.write_down)
    with django_capture_on_commit_callbacks(execute=True), unit_of_work():
        lamp_lit.publish(LampLit(street="Quiet Corner"))
    assert notebook == []


@pytest.mark.django_db
def test_a_receiver_that_nobody_else_holds_is_not_collected(tmp_path: Path) -> None:
    source = tmp_path / "receivers.py"
    source.write_text("HEARD = []\ndef stay(*, event, **kwargs): HEARD.append(event.street)\n")
    module = _another_import_of(_file(source), path="passing.receivers")
    heard: list[str] = module.HEARD
    lamp_lit.connect(module.stay)
    remembered = weakref.ref(module.stay)
    del module
    gc.collect()
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Strong Street"))
    assert heard == ["Strong Street"]
    stay = remembered()
    assert stay is not None
    lamp_lit.disconnect(stay)


def _file(path: Path) -> ModuleType:
    module = ModuleType("a file")
    module.__file__ = str(path)
    return module


@pytest.mark.parametrize("send", ["send", "send_robust"])
def test_sending_past_the_journal_is_refused_and_publish_is_named(send: str) -> None:
    with pytest.raises(EventError, match=re.escape("use publish(LampLit(...))")):
        getattr(lamp_lit, send)(sender=LampLit, event=LampLit(street="Byway"))
    with pytest.raises(EventError, match=re.escape("use ask(WayAsked(...))")):
        getattr(way_asked, send)(sender=None)


@pytest.mark.parametrize("send", ["asend", "asend_robust"])
def test_sending_asynchronously_is_refused_as_well(send: str) -> None:
    async def send_it(signal: Any) -> None:
        await getattr(signal, send)(sender=None)

    with pytest.raises(EventError, match=r"use publish\("):
        asyncio.run(send_it(lamp_lit))
    with pytest.raises(EventError, match=r"use ask\("):
        asyncio.run(send_it(way_asked))


def test_a_signal_says_who_it_is() -> None:
    assert repr(letter_posted) == "<EventSignal kernel.letter_posted>"
    assert repr(way_asked) == "<Question kernel.way_asked>"
    assert isinstance(lamp_lit, EventSignal)
