"""The settings of this package. Their names start with `EVENTS_`, and each has a default."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings


class _Setting[T]:
    """A setting that is read when it is used, so that `override_settings` works."""

    def __init__(self, default: T) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"EVENTS_{name.upper()}"

    def __get__(self, instance: object, owner: type) -> T:
        value: T = getattr(settings, self._name, self._default)
        return value


class _Settings:
    # The process that runs durable deliveries: `worker` or `celery`, and the broker of `celery`.
    engine = _Setting("worker")
    broker_url = _Setting("amqp://guest:guest@127.0.0.1:5672//")

    # Wake workers with LISTEN/NOTIFY on PostgreSQL; turn off behind a transaction pooler.
    notify = _Setting(default=True)
    # How often an idle worker looks for due deliveries.
    poll_seconds = _Setting(0.25)
    # How many first attempts a worker claims in one transaction.
    batch_size = _Setting(20)
    # Also record successful AFTER_COMMIT runs, and count the statements of every run.
    trace = _Setting(default=False)
    # How long settled events are kept; 0 keeps them for ever.
    retention_days = _Setting(90)

    # App labels that the catalogue leaves out, such as plugins.
    catalogue_exclude = _Setting[Sequence[str]](())

    # The template that the explorer's pages extend.
    base_template = _Setting("events/base.html")
    # Let everyone see the explorer, with personal data masked.
    explorer_public = _Setting(default=False)
    # The URL of the source tree, before `/path#Lline`; empty for no links.
    source_url = _Setting("")

    @property
    def project_dir(self) -> Path:
        """The root of the project's code: Django's conventional `BASE_DIR`."""
        return Path(getattr(settings, "BASE_DIR", "."))

    @property
    def catalogue_dir(self) -> Path:
        """The directory of `events.md` and `contracts/`."""
        return Path(getattr(settings, "EVENTS_CATALOGUE_DIR", self.project_dir / "docs"))


conf = _Settings()
