"""What happens to the shop: the same for the same seed, as far as that is ours to say."""

import time
from collections.abc import Callable
from functools import partial
from random import Random

from django.db import connection

from tests.chaos.shop import Shop
from tests.proxy import Proxy

CUT_SECONDS = 1.0
_PAUSE = (0.3, 1.2)  # seconds between two mishaps, from and to


class Mischief:
    """Kills processes and cuts connections; `done` lists what it did, in its order."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop = shop
        self._random = Random(seed)
        self.done: list[str] = []

    def make(self, *, seconds: float) -> None:
        """For so long; what has died is started again a moment later."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            name, work = self._random.choice(self._possible())
            self.done.append(name)
            work()
            time.sleep(self._random.uniform(*_PAUSE))
            self._shop.crew.revive()

    def _possible(self) -> list[tuple[str, Callable[[], None]]]:
        shop = self._shop
        kills = [(f"kill {name}", partial(self._kill, name)) for name in shop.crew.members]
        return [
            *kills,
            ("restart the database", partial(self._cut, shop.database)),
            ("end every connection to the database", _end_connections),
            *([("restart the broker", partial(self._cut, shop.broker))] if shop.has_broker else []),
        ]

    def _kill(self, name: str) -> None:
        member = self._shop.crew.members[name]
        if member.is_alive:
            member.kill()

    def _cut(self, proxy: Proxy) -> None:
        proxy.cut()
        time.sleep(CUT_SECONDS)
        proxy.mend()


def _end_connections() -> None:
    """All but this process's own, as PostgreSQL does when it is restarted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
