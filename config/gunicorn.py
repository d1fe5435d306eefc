"""How the shop is served: `gunicorn -c python:config.gunicorn config.wsgi`."""

from pathlib import Path
from typing import Any

from config.environment.reading import number, text

bind = f"{text('HOST', '127.0.0.1')}:{text('PORT', '8000')}"
workers = number("WEB_WORKERS", default=2)
worker_class = "gthread"
threads = number("WEB_THREADS", default=4)
# Seconds that running requests have after SIGTERM: an order waits for the bank for 25 of them
# at most. Whoever stops the server has to wait longer than that before killing it.
graceful_timeout = 28
# Where workers show that they live: in memory, since a slow disk would get them killed, and
# a file system may be read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  no secrets
limit_request_line = 8190  # the most there is: a long search is for the shop to answer
loglevel = "warning"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Say where the demo is, once the first worker can answer (gunicorn's hook)."""
    from django.conf import settings  # they cannot be read before

    from config.demo.welcome import welcome
    from config.processes import say

    if settings.DEMO and worker.age == 1:
        say(welcome())
