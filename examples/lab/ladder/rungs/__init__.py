"""The rungs, from the ground up; each module is the whole code of its rung."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from examples.lab.ladder.rungs import (
    direct_call,
    durable,
    on_commit,
    send,
    send_robust,
    task_queue,
)
from examples.lab.models import Case


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to tell. `delivers_later`: what a worker has to do once the request is over."""

    code: str
    name: str
    leaves: str
    module: ModuleType
    place_order: Callable[[Case], None]
    delivers_later: Callable[[Case], None] | None = None

    @property
    def source(self) -> str:
        """The lines that run, from the file that is running; without the module's docstring."""
        return inspect.getsource(self.module).partition('"""\n\n')[2]

    @property
    def lesson(self) -> str:
        return inspect.getdoc(self.module) or ""


RUNGS = (
    Rung(
        "direct_call",
        "Direct call",
        "Whoever places an order has to know everybody; one failure fails all.",
        direct_call,
        direct_call.place_order,
    ),
    Rung(
        "send",
        "send()",
        "The knowing is gone; the risks of the direct call stay.",
        send,
        send.place_order,
    ),
    Rung(
        "send_robust",
        "send_robust()",
        "A failure stops nobody, and nobody notices it.",
        send_robust,
        send_robust.place_order,
    ),
    Rung(
        "on_commit",
        "on_commit",
        "What is not told before the process ends is never told.",
        on_commit,
        on_commit.place_order,
    ),
    Rung(
        "task_queue",
        "Task queue",
        "Between commit and queue a death loses all; a failed task is gone.",
        task_queue,
        task_queue.place_order,
        task_queue.work,
    ),
    Rung(
        "durable",
        "Durable",
        "The price: a table, a worker, and receivers that recognise a repetition.",
        durable,
        durable.place_order,
        durable.deliver_all,
    ),
)
