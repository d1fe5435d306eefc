"""Celery alone: an empty task over RabbitMQ, without Django and without a database.

Tasks wait in a queue without a consumer until the measurement starts.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from celery import Celery

from bench.crews import bare_crew, wait_until

IDLE, WORK = "bench.idle", "bench.work"

app = Celery("bench", broker=os.environ["EVENTS_BROKER_URL"])
app.conf.update(task_ignore_result=True, task_default_queue=IDLE)


@app.task(name="bench.do_nothing")
def do_nothing() -> None:
    """Do nothing, so that only Celery and the broker take time."""


@app.task(name="bench.mark_end")
def mark_end(path: str) -> None:
    """Create a file, because the tasks before this one have been started."""
    Path(path).touch()


def measure(processes: int, tasks: int) -> float:
    """Return the tasks per second of a worker with this number of processes."""
    with bare_crew(processes, os.environ, queue=IDLE), TemporaryDirectory() as folder:
        wait_until(app.control.ping)
        end = Path(folder, "end")
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(tasks):
                do_nothing.apply_async(queue=WORK, producer=producer)
            mark_end.apply_async((str(end),), queue=WORK, producer=producer)
        started = perf_counter()
        app.control.add_consumer(WORK)  # to wait for replies would take a second
        wait_until(end.exists, every=0.002)
        seconds = perf_counter() - started
        app.control.cancel_consumer(WORK, reply=True)
    return tasks / seconds
