"""The clock of a shop's process, which a test can set while the process runs."""

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone


def change(clock: Path, seconds: int) -> None:
    """Set the clock ahead, or back; the file holds the offset from the right time."""
    changed = clock.with_name(f"{clock.name}.changed")  # no reader sees half a number
    changed.write_text(f"{_offset(clock) + seconds:+d}")
    changed.replace(clock)


def follow(clock: Path) -> None:
    """Let Django take the time of this process from such a clock."""
    right_time = timezone.now

    def now() -> datetime:
        return right_time() + timedelta(seconds=_offset(clock))

    timezone.now = now


def _offset(clock: Path) -> int:
    try:
        return int(clock.read_text())
    except FileNotFoundError:
        return 0
