"""`Question`: a signal that collects answers. Nothing is stored."""

import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, NoReturn, Protocol

from django.db import connection, transaction
from django.dispatch import Signal

from events.log import error_text
from events.registry import check_receiver, receiver_name, registry, signal_name
from events.types import EventError

logger = logging.getLogger("events")

_PASSED = frozenset({"question", "sender", "signal"})


class Answerer[Q, A](Protocol):
    """A function that answers a question; an empty sequence means that it has no answer."""

    def __call__(self, *, question: Q, **kwargs: object) -> Sequence[A]: ...


class Question[Q, A](Signal):
    """A typed signal that collects what its receivers return; named after its class."""

    def __init__(self, question_type: type[Q], answer_type: type[A]) -> None:
        super().__init__()
        self.question_type = question_type
        self.answer_type = answer_type
        self.name = signal_name(question_type)
        registry.declare(registry.questions, self.name, question_type)

    def __repr__(self) -> str:
        return f"<Question {self.name}>"

    def connect(  # type: ignore[override]  # the types belong to the signature
        self, receiver: Answerer[Q, A]
    ) -> None:
        """Subscribe a function that answers; connecting it again has no effect.

        Raise EventError with the fix for a function that cannot be called.
        """
        function = check_receiver(receiver, passed=_PASSED, importable=False)
        name = receiver_name(function)
        registry.add_answerer(self.name, name, function)
        Signal.connect(self, _log_failures(function, self.name), weak=False, dispatch_uid=name)

    def disconnect(  # type: ignore[override]  # the sender and the uid are fixed
        self, receiver: Answerer[Q, A]
    ) -> bool:
        """Unsubscribe a function; return False if it was not connected."""
        name = receiver_name(receiver)
        registry.answerers.pop((self.name, name), None)
        return Signal.disconnect(self, dispatch_uid=name)

    def ask(self, question: Q, *, complete: bool = False) -> list[A]:
        """Return all answers.

        A receiver that raises, or that times out in the database, is logged and omitted. If the
        answers must be `complete`, what it raises is raised here. Inside a transaction each
        receiver runs in a savepoint, which keeps the transaction usable.
        """
        answers: Any = Signal.send(
            self, sender=self.question_type, question=question, complete=complete
        )
        return [answer for _, given in answers for answer in given]

    def _use_ask(self, *args: object, **kwargs: object) -> NoReturn:
        raise EventError(f"{self.name} is a question: use ask({self.question_type.__name__}(...)).")

    send = send_robust = asend = asend_robust = _use_ask


def _log_failures(function: Callable[..., Any], name: str) -> Callable[..., Sequence[object]]:
    """Return the function that is connected to the Django signal for this receiver."""

    def answer(*, question: object, complete: bool, **kwargs: object) -> Sequence[object]:
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                given = function(question=question, **kwargs)
                if isinstance(given, str):  # which is also a sequence
                    raise EventError("Return a list of answers, not a text.")
                return list(given)
        except Exception as error:
            logger.error(
                "%s did not answer %s: %s", receiver_name(function), name, error_text(error)
            )
            if complete:
                raise
            return ()

    return answer
