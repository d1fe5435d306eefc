"""The settings of this package, each with its default. All names start with `EVENTS_`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class _Settings:
    """Read each setting when it is used, so that `override_settings` works."""

    def _get(self, name: str, default: Any) -> Any:
        return getattr(settings, f"EVENTS_{name}", default)

    @property
    def engine(self) -> str:
        """`worker` (default) or `celery`: which process runs durable deliveries."""
        return str(self._get("ENGINE", "worker"))

    @property
    def broker_url(self) -> str:
        """The broker of the engine `celery`."""
        return str(self._get("BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//"))

    @property
    def notify(self) -> bool:
        """Wake workers with LISTEN/NOTIFY on PostgreSQL; turn off behind a transaction pooler."""
        return bool(self._get("NOTIFY", default=True))

    @property
    def poll_seconds(self) -> float:
        """How often an idle worker looks for due deliveries."""
        return float(self._get("POLL_SECONDS", 0.25))

    @property
    def batch_size(self) -> int:
        """How many first attempts a worker claims in one transaction."""
        return int(self._get("BATCH_SIZE", 20))

    @property
    def trace(self) -> bool:
        """Also record successful AFTER_COMMIT runs, and count the statements of every run."""
        return bool(self._get("TRACE", default=False))

    @property
    def retention(self) -> timedelta | None:
        """How long settled events are kept; `EVENTS_RETENTION_DAYS = 0` keeps them for ever."""
        days = int(self._get("RETENTION_DAYS", 90))
        return timedelta(days=days) if days else None

    @property
    def catalogue_dir(self) -> Path:
        """The directory of `events.md` and `contracts/`."""
        return Path(self._get("CATALOGUE_DIR", self.project_dir / "docs"))

    @property
    def project_dir(self) -> Path:
        """The root of the project's code: Django's conventional `BASE_DIR`."""
        return Path(getattr(settings, "BASE_DIR", "."))

    @property
    def catalogue_exclude(self) -> Sequence[str]:
        """App labels that the catalogue leaves out, such as plugins."""
        return tuple(self._get("CATALOGUE_EXCLUDE", ()))

    @property
    def base_template(self) -> str:
        """The template that the explorer's pages extend."""
        return str(self._get("BASE_TEMPLATE", "events/base.html"))

    @property
    def explorer_public(self) -> bool:
        """Let everyone see the explorer, with personal data masked."""
        return bool(self._get("EXPLORER_PUBLIC", default=False))

    @property
    def source_url(self) -> str:
        """The URL of the source tree, before `/path#Lline`; empty for no links."""
        return str(self._get("SOURCE_URL", ""))


conf = _Settings()
