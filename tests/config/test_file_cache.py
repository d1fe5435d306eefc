"""The file cache: kept within bounds, and cheap to write to."""

from errno import ENOSPC
from pathlib import Path

import pytest

from config.file_cache import SharedFileCache


@pytest.mark.parametrize(("chance", "kept"), [(0.0, 4), (0.5, 6)])
def test_only_now_and_then_a_write_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chance: float, kept: int
) -> None:
    monkeypatch.setattr("random.random", lambda: chance)
    cache = SharedFileCache(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 4, "CULL_FREQUENCY": 2}})
    for number in range(6):
        cache.set(str(number), number)
    assert sum(cache.get(str(number)) is not None for number in range(6)) == kept


def test_sessions_are_read_from_files_but_never_past_redis() -> None:
    """A cache that can be away would show an older session when it is back."""
    from django.conf import settings

    assert settings.SESSION_ENGINE == "config.sessions"


def test_what_cannot_be_written_does_not_leave_what_was_there_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    cache = SharedFileCache(str(tmp_path), {})
    cache.set("basket", "one mug")
    monkeypatch.setattr(cache, "_write_content", full)
    cache.set("basket", "two mugs")
    assert cache.get("basket") is None


def test_a_folder_that_cannot_be_used_keeps_nothing_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    cache = SharedFileCache(str(tmp_path / "cache"), {})
    cache.set("key", "value")
    assert cache.add("key", "value") is False
    assert cache.get("key", "nothing") == "nothing"
    assert cache.delete("key") is False
    assert "cannot be used" in caplog.text
