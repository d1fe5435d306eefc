"""Orders come in while processes, connections and neighbours fail: nothing is lost.

A seed decides what happens. `make chaos` runs the seeds 1 to 1,000; CHAOS_FIRST and
CHAOS_SCHEDULES choose others. Odd seeds run on workers, even ones on Celery.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from accounts.models import User
from tests.chaos.customers import SHELF
from tests.chaos.schedule import ACCOUNTS, Schedule
from tests.chaos.shop import BROKER_URL, Shop
from tests.orders.shop import put_on_shelf
from tests.visitors import PASSWORD

FIRST = int(os.environ.get("CHAOS_FIRST", 1))
SCHEDULES = int(os.environ.get("CHAOS_SCHEDULES", 20))
SEEDS = range(FIRST, FIRST + SCHEDULES)


@pytest.fixture(autouse=True)
def own_session(transactional_db: None) -> Iterator[None]:
    """Let the session of this process outlive a clock of the database that jumps."""

    def exempt(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")

    connection.close()
    connection_created.connect(exempt)
    yield
    connection_created.disconnect(exempt)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine", ["worker", pytest.param("celery", marks=pytest.mark.broker)])
def test_nothing_is_lost(engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if engine == "celery" and not BROKER_URL:
        pytest.skip("needs RabbitMQ: set TEST_BROKER_URL")
    seeds = [seed for seed in SEEDS if (seed % 2 == 0) == (engine == "celery")]
    fill_the_shop()
    folder = Path(mkdtemp(dir=os.environ.get("CHAOS_DISK") or tmp_path))
    with Shop(engine, folder) as shop:
        for seed in seeds:
            schedule = Schedule(seed, shop)
            problems = schedule.run()
            with capsys.disabled():
                sys.stdout.write(f"{engine} {seed}: {', '.join(schedule.done)}\n")
            assert not problems, f"seed {seed}, {schedule.done}:\n" + "\n".join(problems)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM orders_order WHERE paid_at IS NOT NULL LIMIT 1")
        assert cursor.fetchone() or not seeds, "nothing was sold"


def fill_the_shop() -> None:
    """Three products, two customers, and a member of staff."""
    for slug in SHELF:
        put_on_shelf(slug.upper(), name=slug.title(), price="19.99", pieces=10)
    for email in filter(None, ACCOUNTS):
        User.objects.create_user(email, PASSWORD)
    User.objects.create_user("sam@example.com", is_staff=True)
