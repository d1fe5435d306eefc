"""`Question`: one app asks, whoever has an answer gives it. Nothing is told, nothing kept."""

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NoReturn, Protocol

from django.db import connection, transaction
from django.dispatch import Signal

from events.contract import EventError
from events.functions import checked_function, uid_of
from events.naming import signal_name
from events.registry import registry

logger = logging.getLogger("events")


class Answerer[Q, A](Protocol):
    """A module-level function that answers a question; an empty sequence is no answer."""

    def __call__(self, *, question: Q, **kwargs: object) -> Sequence[A]: ...


class Question[Q, A](Signal):
    """A signal that collects what its receivers return."""

    def __init__(self, question_type: type[Q], answer_type: type[A]) -> None:
        super().__init__()
        self.question_type = question_type
        self.answer_type = answer_type
        self.name = signal_name(question_type)
        registry.declare_question(self)

    def __repr__(self) -> str:
        return f"<Question {self.name}>"

    def connect(  # type: ignore[override]  # the types of question and answer belong to it
        self, receiver: Answerer[Q, A], **refused: object
    ) -> None:
        """Let a module-level function answer; once however often it is connected.

        Raises EventError, with the fix, for a function that would not last.
        """
        function = checked_function(receiver)
        if refused:
            raise EventError(f"connect() takes no {', '.join(refused)} for a question.")
        uid = uid_of(function)
        registry.add_answerer(self.name, uid, function)
        Signal.connect(self, _safely(function, self.name, uid), weak=False, dispatch_uid=uid)

    def disconnect(  # type: ignore[override]  # without sender and dispatch_uid
        self, receiver: Answerer[Q, A]
    ) -> bool:
        """Let a receiver answer no more; False if it did not."""
        uid = uid_of(checked_function(receiver))
        registry.answerers.pop((self.name, uid), None)
        return Signal.disconnect(self, dispatch_uid=uid)

    def ask(self, question: Q) -> list[A]:
        """Every answer, in the order of connection.

        A receiver that raises is logged and left out; inside a transaction each runs in a
        savepoint, so that its failure leaves the transaction usable.
        """
        answers: Any = Signal.send(self, sender=self.question_type, question=question)
        return [answer for _, given in answers for answer in given]

    def _ask_instead(self, *args: object, **named: object) -> NoReturn:
        raise EventError(f"{self.name} is a question: use ask({self.question_type.__name__}(...)).")

    send = send_robust = asend = asend_robust = _ask_instead


def _safely(function: Any, question_name: str, uid: str) -> Any:
    """The function that Django's signal holds: it answers nothing where the receiver fails."""

    def answer(*, question: object, **named: object) -> Sequence[object]:
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                given = function(question=question, **named)
                if isinstance(given, str):  # a sequence, too, so no type checker can tell
                    raise TypeError("return a list of answers, not a text")
                return list(given)
        except Exception:
            logger.exception("%s could not answer %s", uid, question_name)
            return ()

    return answer
