"""A backup taken under load is restored elsewhere, and pending deliveries are done once.

The commands are those of docs/operations.md.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from events.delivery.claim import claim
from events.models import OPEN, Delivery, Status, StoredEvent
from events.testing import let_time_pass
from notifications.models import Message
from orders.models import Order
from tests.engines.processes import database_url
from tests.invariants import checks
from tests.orders.shop import buy, place, put_on_shelf
from tests.threads import InBackground

COMMANDS = {
    "postgresql": (
        'pg_dump --format=custom --file=shop.dump "$DATABASE_URL"',
        'pg_restore --exit-on-error --no-owner --dbname="$RESTORED_URL" shop.dump',
    ),
    "sqlite": (
        'python -m sqlite3 "$SHOP" "VACUUM INTO \'shop.backup\'"',
        'cp shop.backup "$RESTORED"',
    ),
}
BEFORE, MEANWHILE = 6, 5


@pytest.mark.django_db(transaction=True)
def test_restored_shop_delivers_what_was_pending(tmp_path: Path) -> None:
    back_up, restore = COMMANDS[connection.vendor]
    if not which(back_up.split()[0], path=search_path()):
        pytest.skip("needs pg_dump and pg_restore")
    ann = create_shop_with_customer()
    for _ in range(2):
        buy({"KITE": 1}, customer_id=ann)
    deliver(tmp_path)  # done deliveries must not be repeated
    for _ in range(BEFORE - 2):
        buy({"KITE": 1, "LAMP": 1}, customer_id=ann)
    place({"LAMP": 1})
    assert claim() is not None  # by a worker that dies

    with InBackground(lambda: [buy({"KITE": 1}, customer_id=ann) for _ in range(MEANWHILE)]):
        run(back_up, tmp_path)
    with another_database(tmp_path):
        run(restore, tmp_path)
        checks.check_always()
        restored = set(Order.objects.values_list("pk", flat=True))
        assert BEFORE < len(restored) <= BEFORE + 1 + MEANWHILE
        assert Delivery.objects.filter(status=Status.RUNNING).count() == 1
        assert Delivery.objects.filter(status=Status.DONE).exists()

        let_time_pass(timedelta(seconds=61))
        deliver(tmp_path)
        checks.check_always()
        checks.check_when_settled()
        assert set(Order.objects.values_list("pk", flat=True)) == restored

        after = buy({"KITE": 1}, customer_id=ann)  # with new numbers
        deliver(tmp_path)
        checks.check_when_settled()
        assert StoredEvent.objects.filter(correlation_id=after.pk).exists()
        assert not Delivery.objects.filter(status__in=OPEN).exists()
        assert mails(tmp_path) == {
            str(pk): 1
            for pk in Message.objects.filter(wants_email=True).values_list("pk", flat=True)
        }


@pytest.mark.parametrize("command", [line for lines in COMMANDS.values() for line in lines])
def test_manual_contains_the_tested_command(command: str) -> None:
    assert command in (Path(settings.BASE_DIR) / "docs/operations.md").read_text()


def create_shop_with_customer() -> int:
    put_on_shelf("KITE", name="Kite", price="19.99")
    put_on_shelf("LAMP", name="Lamp", price="45.00")
    return User.objects.create_user("ann@example.com").pk


def search_path() -> str:
    """Return PATH, with the directory of this Python first."""
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


def run(command: str, folder: Path) -> None:
    subprocess.run(
        ["sh", "-euc", command],
        cwd=folder,
        env={
            **os.environ,
            "PATH": search_path(),
            "DATABASE_URL": database_url(),
            "SHOP": str(connection.settings_dict["NAME"]),
            "RESTORED_URL": database_url(),
            "RESTORED": str(connection.settings_dict["NAME"]),
        },
        check=True,
    )


def deliver(folder: Path) -> None:
    """Run a worker until no delivery is due."""
    subprocess.run(
        [sys.executable, "manage.py", "events_worker", "--drain"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EMAIL_URL": f"file://{folder}/mail",
        },
        check=True,
        capture_output=True,
    )


@contextmanager
def another_database(folder: Path) -> Iterator[None]:
    """Use another, empty database in this block."""
    here = connection.settings_dict["NAME"]
    there = f"{here}_restored"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{there}"')
            cursor.execute(f'CREATE DATABASE "{there}"')
    else:
        there = str(folder / "restored.sqlite3")
    _connect_to(there)
    try:
        yield
    finally:
        _connect_to(here)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{there}" WITH (FORCE)')


def _connect_to(name: str) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL has it
    connection.settings_dict["NAME"] = name


def mails(folder: Path) -> Counter[str]:
    """Return how often each e-mail was sent, by its Message-ID."""
    sent = "".join(file.read_text() for file in (folder / "mail").iterdir())
    return Counter(re.findall(r"^Message-ID: <(.+)@", sent, re.MULTILINE))
