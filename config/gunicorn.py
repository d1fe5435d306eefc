"""Settings of the web server: `gunicorn -c python:config.gunicorn config.wsgi`.

Gunicorn must not face the internet: a client that sends its headers slowly holds a
connection. Put a proxy that buffers requests in front of it (docs/docker.md).
"""

import logging.config
import os
from pathlib import Path

from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import wsgi

from storefront.environment import in_url

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

bind = f"{in_url(settings.HOST)}:{settings.PORT}"
workers = settings.WEB_WORKERS
worker_class = "gthread"
threads = settings.WEB_THREADS
timeout = 30  # seconds until a worker that does not report is killed
keepalive = 5
# Seconds that running requests have after SIGTERM. The statement timeout of the database is
# shorter. Wait longer than this before killing the server.
graceful_timeout = 28
# Workers report through a file: in memory, because a slow disk would get them killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  no secrets
limit_request_line = 8190  # the highest limit: the shop answers long searches itself
forwarder_headers = ""  # no header may say where the shop is mounted
loglevel = "warning"
control_socket_disable = True
wsgi.SERVER = "signal-shop"  # the Server header names no software; gunicorn has no setting for it


class ShopLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Send gunicorn's records to the shop's handlers.

    `logconfig_dict` would also turn on the log of every request.
    """

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        logging.config.dictConfig(settings.LOGGING)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


logger_class = ShopLogger
