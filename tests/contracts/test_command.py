"""`events_schemas` writes contracts, and rejects changes that break stored events."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from events.api import EventSignal
from events.registry import registry
from tests.contracts.examples import parcel_sent

UPCAST: dict[int, Callable[..., Any]] = {1: lambda payload: payload | {"carrier": "post"}}


@pytest.fixture(autouse=True)
def contracts(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Path:
    """Return the contracts directory of a project with one app, `post`."""
    monkeypatch.setattr(registry, "signals", {})
    monkeypatch.setitem(apps.app_configs, "post", SimpleNamespace(name="post", path="/nowhere"))
    settings.EVENTS_CATALOGUE_DIR = tmp_path / "docs"
    return tmp_path / "docs" / "contracts"


def declare(version: int = 1, **fields: Any) -> None:
    """Declare `post.parcel_sent` as the only signal."""
    registry.signals.clear()
    EventSignal(parcel_sent(**fields), version=version, upcasters=UPCAST)


def write() -> str:
    said = io.StringIO()
    call_command("events_schemas", stdout=said)
    return said.getvalue()


def check() -> None:
    call_command("events_schemas", check=True)


def refused(command: Callable[[], object]) -> str:
    with pytest.raises(CommandError) as refusal:
        command()
    return str(refusal.value)


def test_written_contracts_are_current(contracts: Path) -> None:
    declare(sku=str)
    assert refused(check).startswith("Outdated: post.parcel_sent.v1.json.")
    assert not contracts.exists()
    assert write() == f"Wrote {contracts / 'post.parcel_sent.v1.json'}.\n"
    check()
    assert write() == ""


def test_compatible_change_updates_the_contract(contracts: Path) -> None:
    declare(sku=str)
    write()
    declare(sku=str, gift=(bool, False))
    assert "Run `manage.py events_schemas`" in refused(check)
    write()
    check()
    kept = json.loads((contracts / "post.parcel_sent.v1.json").read_text(encoding="utf-8"))
    assert kept["properties"]["gift"] == {"default": False, "type": "boolean"}
    assert kept["required"] == ["sku"]


def test_breaking_change_is_rejected_with_the_fix(contracts: Path) -> None:
    declare(sku=str)
    write()
    before = (contracts / "post.parcel_sent.v1.json").read_bytes()
    declare(sku=str, carrier=str)
    said = (
        "post.parcel_sent cannot read what was stored at version 1: carrier is new and has no "
        "default. Declare it in post.signals with version=2 and an upcaster from 1, or undo "
        "the change. Then run `manage.py events_schemas` and commit the contracts."
    )
    assert refused(check) == refused(write) == said
    assert (contracts / "post.parcel_sent.v1.json").read_bytes() == before


def test_new_version_keeps_the_old_contract(contracts: Path) -> None:
    declare(sku=str)
    write()
    before = (contracts / "post.parcel_sent.v1.json").read_bytes()
    declare(2, sku=str, carrier=str)
    assert "post.parcel_sent.v2.json" in refused(check)
    write()
    check()
    assert (contracts / "post.parcel_sent.v1.json").read_bytes() == before


def test_missing_old_contract_is_reported(contracts: Path) -> None:
    declare(2, sku=str, carrier=str)
    assert refused(write) == (
        "post.parcel_sent was once at version 1, and its contract is missing: restore "
        "post.parcel_sent.v1.json from the history."
    )


def test_versions_only_rise(contracts: Path) -> None:
    declare(sku=str)
    write()
    declare(2, sku=str, carrier=str)
    write()
    declare(sku=str)
    assert refused(check) == (
        "post.parcel_sent is at version 1 and was at 2: versions only rise, so declare it with "
        "version=3."
    )


def test_removed_event_is_reported(contracts: Path) -> None:
    declare(sku=str)
    write()
    registry.signals.clear()
    assert refused(check) == (
        "post.parcel_sent has a contract and is not declared. If no event log can contain it, "
        "delete post.parcel_sent.v1.json; otherwise declare the signal again."
    )


def test_contract_of_an_absent_app_is_kept(
    contracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(sku=str)
    write()
    registry.signals.clear()
    monkeypatch.delitem(apps.app_configs, "post")
    check()
