"""A minimal broker outside the database, as RabbitMQ and Redis are: a pipe.

It behaves like Celery's default: a message is gone as soon as a worker has it, and a failed task
is logged and not retried. Django itself ships no worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from multiprocessing import SimpleQueue
from typing import Any

from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskResult, TaskResultStatus
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

logger = logging.getLogger("lab.broker")


class PipeBackend(BaseTaskBackend):
    """A backend of `django.tasks`. This process and its children share its queue."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self._queue: SimpleQueue[tuple[str, tuple[Any, ...]]] | None = None

    def open(self) -> None:
        """Create the pipe. Call this before starting the processes that share it."""
        self._queue = SimpleQueue()

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any, Any]:
        """Put the task into the pipe. Keyword arguments are not supported."""
        self.validate_task(task)
        self._pipe().put((task.module_path, args))
        return TaskResult(
            task=task,
            id=get_random_string(32),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

    def run_all(self, *, times: int) -> None:
        """Run every message in the pipe `times` times; log failures."""
        while not self._pipe().empty():
            path, args = self._pipe().get()
            task: Callable[..., Any] = import_string(path).call
            for _ in range(times):
                try:
                    task(*args)
                except Exception:
                    logger.exception("%s failed and is not retried", path)

    def _pipe(self) -> SimpleQueue[tuple[str, tuple[Any, ...]]]:
        assert self._queue is not None, "the broker is not open"  # noqa: S101
        return self._queue
