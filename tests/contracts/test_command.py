"""Contracts are written, kept and defended, in a project of the test's own."""

import io
import json
from collections.abc import Callable
from dataclasses import field, make_dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from events.api import EventSignal
from events.registry import registry

pytestmark = pytest.mark.once

UPCAST: dict[int, Callable[..., Any]] = {1: lambda payload: payload | {"carrier": "post"}}


@pytest.fixture(autouse=True)
def contracts(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Path:
    """Where the contracts are kept of an app that is alone in the world."""
    monkeypatch.setattr(registry, "signals", {})
    monkeypatch.setitem(apps.app_configs, "post", SimpleNamespace(name="post", path="/nowhere"))
    settings.BASE_DIR = tmp_path
    return tmp_path / "docs" / "contracts"


def declare(version: int = 1, **fields: Any) -> None:
    """Let the app say `post.parcel_sent`, and nothing else."""
    declared = [
        (name, kind[0], field(default=kind[1])) if isinstance(kind, tuple) else (name, kind)
        for name, kind in fields.items()
    ]
    payload = make_dataclass(
        "ParcelSent", declared, frozen=True, kw_only=True, module="post.signals"
    )
    registry.signals.clear()
    EventSignal(payload, version=version, upcasters=UPCAST)


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


def test_contracts_are_written_and_then_current(contracts: Path) -> None:
    declare(sku=str)
    assert refused(check).endswith("post.parcel_sent.v1.json: run `manage.py events_schemas`.")
    assert not contracts.exists()
    assert write() == f"Wrote {contracts / 'post.parcel_sent.v1.json'}.\n"
    check()
    assert write() == ""


def test_a_change_that_breaks_no_reader_is_written_over(contracts: Path) -> None:
    declare(sku=str)
    write()
    declare(sku=str, gift=(bool, False))
    assert "run `manage.py events_schemas`" in refused(check)
    write()
    check()
    kept = json.loads((contracts / "post.parcel_sent.v1.json").read_text(encoding="utf-8"))
    assert kept["properties"]["gift"] == {"default": False, "type": "boolean"}
    assert kept["required"] == ["sku"]


def test_a_change_that_breaks_a_reader_is_refused_and_the_fix_is_named(contracts: Path) -> None:
    declare(sku=str)
    write()
    before = (contracts / "post.parcel_sent.v1.json").read_bytes()
    declare(sku=str, carrier=str)
    said = (
        "post.parcel_sent cannot read what was written at version 1: carrier is new and has no "
        "default. Declare it in post.signals with version=2 and an upcaster from 1, or undo "
        "the change."
    )
    assert refused(check) == refused(write) == said
    assert (contracts / "post.parcel_sent.v1.json").read_bytes() == before


def test_with_a_new_version_the_old_contract_stays(contracts: Path) -> None:
    declare(sku=str)
    write()
    before = (contracts / "post.parcel_sent.v1.json").read_bytes()
    declare(2, sku=str, carrier=str)
    assert "post.parcel_sent.v2.json" in refused(check)
    write()
    check()
    assert (contracts / "post.parcel_sent.v1.json").read_bytes() == before


def test_an_old_contract_that_is_gone_is_missed(contracts: Path) -> None:
    declare(2, sku=str, carrier=str)
    assert refused(write) == (
        "post.parcel_sent was once at version 1, and its contract is gone: restore "
        "post.parcel_sent.v1.json from the history."
    )


def test_versions_only_rise(contracts: Path) -> None:
    declare(sku=str)
    write()
    declare(2, sku=str, carrier=str)
    write()
    declare(sku=str)
    assert refused(check) == (
        "post.parcel_sent is at version 1 and was once at 2: versions only rise, so declare it "
        "with version=3."
    )


def test_an_event_is_not_given_up_by_the_way(contracts: Path) -> None:
    declare(sku=str)
    write()
    registry.signals.clear()
    assert refused(check) == (
        "post.parcel_sent is declared no more, but has a contract. If none of it can wait in any "
        "journal, delete post.parcel_sent.v1.json; otherwise declare the signal again."
    )


def test_an_app_that_is_not_installed_has_its_contracts_all_the_same(
    contracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(sku=str)
    write()
    registry.signals.clear()
    monkeypatch.delitem(apps.app_configs, "post")
    check()
