"""A whole shop in processes of its own, with everything between them that can be cut."""

import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from django.db import connection

from tests.engines.processes import ShopProcesses, database_url
from tests.proxy import Proxy

GUNICORN = [
    *(sys.executable, "-W", "ignore", "-m", "gunicorn", "-c", "python:config.gunicorn"),
    *("config.wsgi", "--log-level", "info"),
]


class Shop:
    """Two web servers and two workers (or Celery's), which reach database and broker by proxies."""

    def __init__(self, engine: str, broker_url: str, folder: Path) -> None:
        self._engine, self._broker_url, self._folder = engine, broker_url, folder
        self.has_broker = engine == "celery"
        self.mail = folder / "mail"
        self.ports: list[int] = []

    def __enter__(self) -> Self:
        with ExitStack() as opened:  # closed again if somebody does not come up
            self._enter(opened)
            self._open = opened.pop_all()
        return self

    def _enter(self, opened: ExitStack) -> None:
        at = connection.settings_dict
        self.database = opened.enter_context(Proxy(at["HOST"], int(at["PORT"])))
        broker_url = self._broker_url or "amqp://guest:guest@127.0.0.1:5672//"
        broker = urlsplit(broker_url)
        self.broker = opened.enter_context(Proxy(broker.hostname or "", broker.port or 5672))
        self.processes = ShopProcesses(
            self._folder,
            {
                **_without_coverage(),
                "EVENTS_BROKER_URL": self.broker.url(broker_url),
                "CACHE_URL": f"file://{self._folder}/cache",
                "DATABASE_URL": database_url("127.0.0.1", self.database.port),
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "EMAIL_URL": f"file://{self.mail}",
                "EVENTS_ENGINE": self._engine,
                "LOG_FORMAT": "json",
                "TMPDIR": str(self._folder),
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


def _without_coverage() -> dict[str, str]:
    """Processes that are killed could not write down what they have covered."""
    return {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
