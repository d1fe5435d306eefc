"""How the shop is served: `gunicorn -c python:config.gunicorn config.wsgi`."""

import logging.config
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.environment.reading import choice, number, text
from storefront.logs import logging_config

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
limit_request_line = 8190  # the highest limit: a long search is for the shop to answer
forwarder_headers = ""  # nobody says by a header where the shop is mounted
loglevel = "warning"
log_format = choice("LOG_FORMAT", ["console", "json"])
control_socket_disable = True


class ShopLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's lines take the shop's format and go where the others go.

    Not by `logconfig_dict`, which would switch on the log of each request.
    """

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        logging.config.dictConfig(logging_config(log_format))
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


logger_class = ShopLogger
