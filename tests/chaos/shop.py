"""A whole shop in its own processes, with everything between them that can be cut."""

import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from django.db import connection

from tests.engines.processes import ShopProcesses, database_url
from tests.notifications.mail_server import mail_server
from tests.processes import environment
from tests.proxy import Proxy

GUNICORN = [
    *(sys.executable, "-W", "ignore", "-m", "gunicorn", "-c", "python:config.gunicorn"),
    *("config.wsgi", "--log-level", "info"),
]
BROKER_URL = os.environ.get("TEST_BROKER_URL", "")


class Shop:
    """Two web servers, two workers or Celery's; proxies to database, broker and mail server."""

    def __init__(self, engine: str, folder: Path) -> None:
        self._engine, self.folder = engine, folder
        self.has_broker = engine == "celery"
        self.cache = folder / "cache"
        self.ports: list[int] = []

    def __enter__(self) -> Self:
        with ExitStack() as opened:  # closed again if one of them does not start
            self._enter(opened)
            self._open = opened.pop_all()
        return self

    def _enter(self, opened: ExitStack) -> None:
        at = connection.settings_dict
        self.database = opened.enter_context(Proxy(at["HOST"], int(at["PORT"])))
        broker = urlsplit(BROKER_URL or "amqp://guest:guest@127.0.0.1:5672//")
        self.broker = opened.enter_context(Proxy(broker.hostname or "", broker.port or 5672))
        self.mail = opened.enter_context(mail_server())
        self.mail_proxy = opened.enter_context(Proxy("127.0.0.1", self.mail.port))
        self.processes = ShopProcesses(
            self.folder,
            {
                **environment(),
                "EVENTS_BROKER_URL": self.broker.url(broker.geturl()),
                "CACHE_URL": f"file://{self.cache}",
                "DATABASE_URL": database_url("127.0.0.1", self.database.port),
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_proxy.port}",
                "EVENTS_ENGINE": self._engine,
                "LOG_FORMAT": "json",
                "TMPDIR": str(self.folder),
                "WEB_WORKERS": "1",
            },
        )
        opened.callback(self.processes.stop_all)
        for number in (1, 2):
            port = free_port()
            self.processes.start_process(
                f"web-{number}", GUNICORN, ready="Booting worker", PORT=str(port)
            )
            self.ports.append(port)
        self.processes.start_engine(self._engine)
        self.processes.wait_until_ready()

    def __exit__(self, *error: object) -> None:
        self._open.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
