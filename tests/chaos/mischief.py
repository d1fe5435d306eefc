"""What happens to the shop: the same for the same seed, as far as that is ours to say."""

import time
from collections.abc import Callable
from functools import partial
from random import Random

from django.db import connection

from orders.models import Order
from tests.chaos.shop import Shop
from tests.proxy import Proxy

CUT_SECONDS = 1.0
PATIENCE = 4.0  # seconds
DELIVERING = ("worker", "node")


class Mischief:
    """Kills processes and cuts connections; `done` lists what it did, in its order."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop = shop
        self._random = Random(seed)
        self.done: list[str] = []

    def make(self, *, seconds: float) -> None:
        """For so long. What has died is started again, and every mishap meets new orders."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._wait_for_more(Order.objects.count)
            time.sleep(self._random.uniform(0, 0.5))
            name, work = self._random.choice(self._possible())
            self.done.append(name)
            work()
            self._shop.processes.restart_killed()

    def _possible(self) -> list[tuple[str, Callable[[], None]]]:
        shop = self._shop
        broker = [("restart the broker", partial(self._cut, shop.broker))]
        return [
            *((f"kill {name}", partial(self._kill, [name])) for name in shop.processes.running),
            ("kill all workers as a mail goes out", self._kill_as_a_mail_goes_out),
            ("restart the database", partial(self._cut, shop.database)),
            ("end every connection to the database", _end_connections),
            *(broker if shop.has_broker else []),
        ]

    def _kill(self, names: list[str]) -> None:
        running = [self._shop.processes.running[name] for name in names]
        for process_ in running:
            if process_.is_alive:
                process_.kill()

    def _kill_as_a_mail_goes_out(self) -> None:
        """Before its sender could write down that it has sent it, with some luck."""
        self._wait_for_more(lambda: len(list(self._shop.mail.glob("*"))))
        self._kill([name for name in self._shop.processes.running if name.startswith(DELIVERING)])

    def _wait_for_more(self, number: Callable[[], int]) -> None:
        """Until the number rises; not for ever, since everything may be down."""
        before, until = number(), time.monotonic() + PATIENCE
        while number() == before and time.monotonic() < until:
            time.sleep(0.002)

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
