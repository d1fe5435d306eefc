"""Connecting receivers: what is accepted, what is refused, and with which advice."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest

from events.api import AFTER_COMMIT, DURABLE, EventSignal, Question
from events.registry import Registry, registry
from events.types import DeliveryMode, EventError
from tests.events.conftest import Connect
from tests.events.teashop import receivers
from tests.events.teashop.receivers import sell
from tests.events.teashop.signals import GiftIdeas, TeaSold, gift_ideas, tea_sold


@pytest.mark.django_db
def test_connecting_twice_has_no_effect(connect: Connect) -> None:
    connect(tea_sold, receivers.remember)
    connect(tea_sold, receivers.remember)
    sell()
    assert len(receivers.received) == 1


@pytest.mark.django_db
def test_local_function_receives_in_the_transaction(connect: Connect) -> None:
    skus: list[str] = []

    def note(*, event: TeaSold, **kwargs: object) -> None:
        skus.append(event.sku)

    connect(tea_sold, note)
    del note
    sell("sencha")
    assert skus == ["sencha"]


def test_local_function_cannot_be_durable(connect: Connect) -> None:
    def note(*, event: TeaSold, **kwargs: object) -> None: ...

    with pytest.raises(EventError, match="must be able to import it"):
        connect(tea_sold, note, DURABLE)


def test_required_unknown_keyword_is_rejected(connect: Connect) -> None:
    def misspelt(*, evnt: TeaSold, **kwargs: object) -> None: ...

    with pytest.raises(EventError, match=r"Declare .*misspelt with .*\(\*, event, metadata"):
        connect(tea_sold, misspelt)


def test_optional_unknown_keyword_is_accepted(connect: Connect) -> None:
    def tolerant(*, event: TeaSold, note: str = "", **kwargs: object) -> None: ...

    connect(tea_sold, tolerant)


async def _async_receiver(**kwargs: object) -> None: ...


def _positional(event: object, /, **kwargs: object) -> None: ...


def _without_kwargs(*, event: object) -> None: ...


@pytest.mark.parametrize(
    ("receiver", "advice"),
    [
        (lambda **kwargs: None, "lambda"),
        (partial(receivers.write_receipt, event=None), "named function"),
        (receivers.received.append, "named function"),
        (_async_receiver, "not async"),
        (_positional, "with keywords"),
        (_without_kwargs, r"\*\*kwargs"),
    ],
)
def test_unsuitable_receivers_are_rejected(receiver: object, advice: str) -> None:
    with pytest.raises(EventError, match=advice):
        tea_sold.connect(receiver)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(EventError, match=advice):
        gift_ideas.connect(receiver)  # type: ignore[arg-type]


def test_another_function_of_the_same_name_is_rejected(connect: Connect) -> None:
    def remember(*, event: TeaSold, **kwargs: object) -> None: ...

    remember.__module__ = receivers.__name__
    connect(tea_sold, receivers.remember)
    with pytest.raises(EventError, match="rename one"):
        tea_sold.connect(remember)


def test_other_options_are_rejected_until_disconnected(connect: Connect) -> None:
    connect(tea_sold, receivers.remember, DURABLE)
    with pytest.raises(EventError, match="disconnect it before"):
        tea_sold.connect(receivers.remember, delivery=DURABLE, attempts=3)


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ({"attempts": 3}, "for delivery=DURABLE"),
        ({"queue": "mail", "delivery": AFTER_COMMIT}, "for delivery=DURABLE"),
        ({"delivery": "durable"}, "delivery is IN_TRANSACTION"),
        ({"delivery": DURABLE, "attempts": 0}, "at least 1"),
        ({"delivery": DURABLE, "lease": timedelta()}, "must be a positive timedelta"),
        ({"delivery": DURABLE, "lease": 90}, "must be a positive timedelta"),
        ({"delivery": DURABLE, "lease": timedelta(hours=1)}, "at most"),
    ],
)
def test_wrong_options_are_rejected(options: dict[str, object], advice: str) -> None:
    with pytest.raises(EventError, match=advice):
        tea_sold.connect(receivers.remember, **options)  # type: ignore[arg-type]


def test_django_options_are_rejected() -> None:
    with pytest.raises(TypeError, match="weak"):
        tea_sold.connect(receivers.remember, weak=False)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="sender"):
        gift_ideas.connect(_suggest_tea, sender=None)  # type: ignore[call-arg]


@pytest.mark.django_db
def test_disconnected_receiver_receives_nothing(connect: Connect) -> None:
    connect(tea_sold, receivers.remember)
    assert tea_sold.disconnect(receivers.remember)
    assert not tea_sold.disconnect(receivers.remember)
    sell()
    assert not receivers.received


def test_not_atomic_receivers_get_more_attempts(connect: Connect) -> None:
    connect(tea_sold, receivers.remember, DURABLE)
    connect(tea_sold, receivers.fail, DURABLE, atomic=False)
    attempts = {s.receiver: s.attempts for s in registry.of(tea_sold.name, DURABLE)}
    assert attempts == {"teashop.remember": 8, "teashop.fail": 48}


def test_previous_name_finds_the_subscription(connect: Connect) -> None:
    connect(tea_sold, receivers.remember, DURABLE, previous_name="teashop.memorise")
    found = registry.find(tea_sold.name, "teashop.memorise")
    assert found is not None
    assert found.function is receivers.remember


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_django_methods_name_their_replacement(method: str) -> None:
    with pytest.raises(EventError, match=r"publish\(TeaSold"):
        getattr(tea_sold, method)(sender=None)
    with pytest.raises(EventError, match=r"ask\(GiftIdeas"):
        getattr(gift_ideas, method)(sender=None)


@pytest.mark.usefixtures("own_declarations")
def test_declaring_an_event_twice_is_rejected() -> None:
    with pytest.raises(EventError, match="declared twice"):
        EventSignal(TeaSold)
    with pytest.raises(EventError, match="declared twice"):
        Question(GiftIdeas, str)


@pytest.mark.usefixtures("own_declarations")
def test_new_version_needs_its_upcasters() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class TeaReturned:
        sku: str

    with pytest.raises(EventError, match=r"upcasters from version \[1\]"):
        EventSignal(TeaReturned, version=2)


def test_signals_and_questions_show_their_names() -> None:
    assert repr(tea_sold) == "<EventSignal teashop.tea_sold>"
    assert repr(gift_ideas) == "<Question teashop.gift_ideas>"


def _suggest_tea(*, question: GiftIdeas, **kwargs: object) -> list[str]:
    return ["tea"]


def test_question_takes_no_second_function_of_a_name() -> None:
    def other(*, question: GiftIdeas, **kwargs: object) -> list[str]:
        return ["coffee"]

    other.__name__ = other.__qualname__ = _suggest_tea.__name__
    gift_ideas.connect(_suggest_tea)
    try:
        with pytest.raises(EventError, match="rename one"):
            gift_ideas.connect(other)
    finally:
        gift_ideas.disconnect(_suggest_tea)


def test_receivers_can_be_disconnected_while_they_are_listed() -> None:
    own = Registry()

    class Subscribed:
        """A subscription during whose inspection another thread disconnects a receiver."""

        signal = "teashop.tea_sold"

        @property
        def mode(self) -> DeliveryMode:
            own.subscriptions.pop((self.signal, "teashop.pour"), None)
            return DURABLE

    names = ("teashop.pour", "teashop.serve")
    own.subscriptions = {(Subscribed.signal, n): cast("Any", Subscribed()) for n in names}

    assert len(own.durable()) == 2
