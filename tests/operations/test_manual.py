"""What the manuals list is what there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from events.api import IN_TRANSACTION
from events.delivery import alarms
from events.registry import registry

pytestmark = pytest.mark.once

DOCS = Path(settings.BASE_DIR) / "docs"


def test_the_wires_between_databases_are_those_that_share_a_transaction() -> None:
    named = re.findall(r"^\| `([\w.]+)` → `([\w.]+)` \|", (DOCS / "scaling.md").read_text(), re.M)
    across = {
        (signal, subscription.receiver)
        for signal in registry.signals
        for subscription in registry.of(signal, IN_TRANSACTION)
        if signal.partition(".")[0] != subscription.receiver.partition(".")[0]
    }
    assert set(named) == across


def test_every_alarm_has_its_part() -> None:
    headings = re.findall(r"^### (.+)$", (DOCS / "operations.md").read_text(), re.M)
    raised = set(re.findall(r'Alarm\("([\w ]+)"', Path(alarms.__file__).read_text()))
    assert len(raised) > 3
    assert raised <= set(headings)
