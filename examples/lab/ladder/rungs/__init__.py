"""The rungs of the ladder, from the lowest. Each module contains all code of its rung."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from django.apps import apps
from django.utils.safestring import SafeString

from examples.lab.ladder.rungs import (
    direct_call,
    durable,
    on_commit,
    send,
    send_robust,
    task_queue,
)
from examples.lab.lessons.highlighting import highlighted
from examples.lab.models import Case


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to announce an order. `delivers_later` is what a worker does after the request."""

    code: str
    name: str
    leaves: str
    module: ModuleType
    place_order: Callable[[Case], None]
    delivers_later: Callable[[Case], None] | None = None

    @property
    def lines(self) -> list[SafeString]:
        """Return the module's code without its docstring, highlighted."""
        return highlighted(self._split()[1].rstrip())

    @property
    def first_line(self) -> int:
        return self._split()[0].count("\n") + 1

    @property
    def lesson(self) -> str:
        return inspect.getdoc(self.module) or ""

    def _split(self) -> tuple[str, str]:
        docstring, end, code = inspect.getsource(self.module).partition('"""\n\n')
        return docstring + end, code


def _stored_tasks() -> Iterator[Rung]:
    """Yield the rung of django-tasks-db, if that app is installed."""
    if apps.is_installed("django_tasks_db"):
        from examples.lab.ladder.rungs import stored_tasks  # its models need the app

        yield Rung(
            "stored_tasks",
            "Tasks in the transaction",
            "A failed task stays failed, and a task whose worker was killed stays running.",
            stored_tasks,
            stored_tasks.place_order,
            stored_tasks.work_off,
        )


RUNGS = (
    Rung(
        "direct_call",
        "Direct call",
        "The checkout imports every part that reacts; one failure fails all.",
        direct_call,
        direct_call.place_order,
    ),
    Rung(
        "send",
        "send()",
        "The imports are gone; the risks of the direct call stay.",
        send,
        send.place_order,
    ),
    Rung(
        "send_robust",
        "send_robust()",
        "A failure stops no other receiver, and remains unnoticed.",
        send_robust,
        send_robust.place_order,
    ),
    Rung(
        "on_commit",
        "on_commit",
        "Callbacks that have not run when the process dies never run.",
        on_commit,
        on_commit.place_order,
    ),
    Rung(
        "task_queue",
        "Task queue",
        "A process that dies between commit and queue loses all tasks; a failed task is gone.",
        task_queue,
        task_queue.place_order,
        task_queue.work,
    ),
    *_stored_tasks(),
    Rung(
        "durable",
        "Durable",
        "The cost: a table, a worker, and receivers that recognise a repeated delivery.",
        durable,
        durable.place_order,
        durable.deliver_all,
    ),
)
