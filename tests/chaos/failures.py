"""The failures of a schedule. Each one also ends what does not recover by itself."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.db import Error, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from events.models import Delivery
from events.testing import let_time_pass
from orders import services
from orders.gateway import GatewayTimeout
from orders.models import Order
from tests.chaos.machine import JUMP
from tests.chaos.shop import Shop
from tests.clock import change
from tests.proxy import Proxy

LEASE = timedelta(seconds=61)
SHORT, LONG = 0.8, 3.0  # seconds; the lock timeout of the database lies between them
TABLES = (
    "events_delivery",
    "inventory_stock",
    "loyalty_account",
    "notifications_message",
    "orders_offer",
)


def failures(shop: Shop) -> dict[str, Callable[[], object]]:
    """Return everything that can happen to this shop without the machine, by name."""
    running = shop.processes.running
    delivering = [name for name in running if not name.startswith("web")]
    return {
        **{f"kill {name}": partial(_kill, shop, [name]) for name in running},
        **{f"pause {name} past its lease": partial(_pause, shop, name) for name in running},
        **{
            f"set the clock of {name} {direction}": partial(change, process.clock, seconds)
            for name, process in running.items()
            for direction, seconds in (("ahead", JUMP), ("back", -JUMP))
        },
        "kill all that deliver": partial(_kill, shop, delivering),
        "kill everything": partial(_kill, shop, list(running)),
        "end all database sessions": _end_sessions,
        "cut the database": partial(_cut, shop.database),
        **({"cut the broker": partial(_cut, shop.broker)} if shop.has_broker else {}),
        **({"freeze the broker": partial(_freeze, shop.broker)} if shop.has_broker else {}),
        "refuse all e-mail": partial(_cut, shop.mail_proxy),
        "let the mail server hang": partial(_freeze, shop.mail_proxy),
        "let the mail server be slow": partial(_slow_mail, shop),
        "empty the cache": partial(_empty, shop.cache),
        **{f"lock {table} for long": partial(_lock, table, LONG) for table in TABLES},
        **{f"lock {table} shortly": partial(_lock, table, SHORT) for table in TABLES},
        "expire unpaid orders": partial(_with_orders, _expire),
        "let a minute and its leases pass": partial(let_time_pass, LEASE),
        "staff cancels": partial(_with_orders, partial(services.cancel_order, reason="staff")),
        "staff ships": partial(_with_orders, partial(services.ship_order, tracking_number="T1")),
        "staff refunds": partial(_with_orders, partial(services.refund_order, resaleable=True)),
    }


def _kill(shop: Shop, names: list[str]) -> None:
    for name in names:
        if shop.processes.running[name].is_alive:
            shop.processes.running[name].kill()


def _pause(shop: Shop, name: str) -> None:
    """Stop a process and let its leases expire, so that others take over; then let it go on."""
    process = shop.processes.running[name]
    if not process.is_alive:
        return
    os.killpg(process.pid, signal.SIGSTOP)
    Delivery.objects.filter(status="running").update(due_at=Now())
    time.sleep(SHORT)
    os.killpg(process.pid, signal.SIGCONT)


def _end_sessions() -> None:
    """End all but this process's own, as PostgreSQL does when it is restarted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _cut(proxy: Proxy) -> None:
    proxy.cut()
    time.sleep(SHORT)
    proxy.restore()


def _freeze(proxy: Proxy) -> None:
    """Answer nothing for a while, and then end what was waiting."""
    proxy.freeze()
    time.sleep(SHORT)
    proxy.cut()
    proxy.restore()


def _slow_mail(shop: Shop) -> None:
    shop.mail.seconds_per_byte = 0.01
    time.sleep(SHORT)
    shop.mail.seconds_per_byte = 0.0


def _empty(cache: Path) -> None:
    shutil.rmtree(cache, ignore_errors=True)


def _lock(table: str, seconds: float) -> None:
    """Keep everyone else from writing to a table."""
    with suppress(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        time.sleep(seconds)


def _expire(order_id: object) -> None:
    services.expire_orders(now=timezone.now() + timedelta(minutes=16))


def _with_orders(service: Callable[..., object]) -> None:
    """Do what staff does to the latest three orders, where that is possible."""
    for order_id in Order.objects.order_by("-placed_at").values_list("pk", flat=True)[:3]:
        with suppress(
            services.TransitionNotAllowed,
            services.RefundNotAllowed,
            GatewayTimeout,
            Order.DoesNotExist,
            Error,
        ):
            service(order_id=order_id)
