"""A real shop brings its key; the demo makes one, the same for all its processes."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment.secret import secret_key

GOOD = "kept-in-a-safe-0123456789-abcdefghijklmnopqrstuvwxyz"


def test_a_real_shop_without_a_key_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY: it is not set"):
        secret_key(demo=False, kept_in=tmp_path)


@pytest.mark.parametrize("key", ["short", "abab" * 20, "django-insecure-" + GOOD])
def test_a_key_that_can_be_guessed_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY: it is too easy to guess"):
        secret_key(demo=False, kept_in=tmp_path)


@pytest.mark.parametrize("demo", [True, False])
def test_a_key_that_is_given_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo: bool
) -> None:
    monkeypatch.setenv("SECRET_KEY", GOOD)
    assert secret_key(demo=demo, kept_in=tmp_path) == GOOD
    assert list(tmp_path.iterdir()) == []


def test_many_processes_that_start_at_once_share_the_demo_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    var = tmp_path / "var"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key(demo=True, kept_in=var), range(64)))
    assert len(keys) == 1
    assert [path.name for path in var.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
