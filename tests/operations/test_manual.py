"""The manuals list what the code contains."""

import re
from pathlib import Path

from django.conf import settings

from events.api import IN_TRANSACTION
from events.delivery import alarms
from events.registry import registry

ROOT = Path(settings.BASE_DIR)
SCALING = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_scaling_lists_receivers_in_foreign_transactions() -> None:
    named = re.findall(r"^\| `([\w.]+)` → `([\w.]+)` \|", SCALING, re.M)
    across = {
        (signal, subscription.receiver)
        for signal in registry.signals
        for subscription in registry.of(signal, IN_TRANSACTION)
        if signal.partition(".")[0] != subscription.receiver.partition(".")[0]
    }
    assert set(named) == across


def test_operations_explains_every_alarm() -> None:
    headings = re.findall(r"^### (.+)$", OPERATIONS, re.M)
    raised = set(re.findall(r'Alarm\("([\w ]+)"', Path(alarms.__file__).read_text()))
    assert len(raised) > 3
    assert raised <= set(headings)


def test_operations_quotes_messages_that_are_logged() -> None:
    rows = re.findall(r"^\| (?:[^|]*log: )?(\*[^|]+) \|", OPERATIONS, re.M)
    quoted = {message for row in rows for message in re.findall(r"\*([^*]+)\*", row)}
    sources = "".join(
        path.read_text(encoding="utf-8")
        for app in ("accounts", "events", "orders", "storefront")
        for path in (ROOT / app).rglob("*.py")
    )
    assert len(quoted) > 20
    assert {each for each in quoted if re.sub(r"\bn\b", "%s", each) not in sources} == set()
