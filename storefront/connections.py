"""Turn a URL in the environment into an entry of DATABASES, CACHES or MAILERS."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote

import environ
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

from storefront.environment import is_host, is_importable, refuse, url

type Entry = dict[str, Any]

# A database server that disappears sends no answer: without limits, every thread waits a quarter of
# an hour for it. In seconds, and milliseconds for the last one.
_PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "tcp_user_timeout": "30000",
}


def database(
    name: str, default: str, *, base: Path, timeouts: Mapping[str, int], max_age: int | None
) -> Entry:
    """Return the entry of a database: PostgreSQL, or an SQLite file below `base`.

    The `timeouts` (seconds, 0 for none) and the `max_age` of a connection are for PostgreSQL.
    """
    parts = url(
        name,
        default,
        schemes=("postgres", "postgresql", "sqlite"),
        example="postgres://user:password@host/shop",
    )
    if parts.scheme == "sqlite":
        return _sqlite(name, parts, base)
    entry: Entry = environ.Env.db_url_config(parts._replace(query="").geturl())
    if not entry["NAME"] or re.search(r"[/@]", entry["NAME"]):
        raise refuse(name, "Must end with the name of a database: postgres://host/shop.")
    options: dict[str, Any] = {**_PATIENCE, **_query(parts)}
    prepared = options.pop("prepared", "yes")
    if prepared not in ("yes", "no"):
        raise refuse(name, "?prepared= must be yes or no.")
    try:
        make_conninfo(**options)
    except ProgrammingError:
        raise refuse(name, "A parameter after the ? is not one of PostgreSQL's.") from None
    if prepared == "yes":  # a statement that ran five times is parsed and planned once
        options.update(server_side_binding=True, prepare_threshold=5)
    limits = [f"-c {limit}={value}s" for limit, value in timeouts.items() if value]
    options["options"] = " ".join(filter(None, [options.get("options"), *limits]))
    return {**entry, "CONN_MAX_AGE": max_age, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def cache(name: str, default: str) -> Entry:
    """Return the entry of a cache: files that the processes of one machine share, or Redis."""
    parts = url(name, default, schemes=("file", "redis", "rediss"), example="redis://host:6379/0")
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": _directory(name, parts),
        }
    query = _query(parts)
    if not parts.hostname or not re.fullmatch(r"(/[0-9]*)?", parts.path) or {*query} - {"prefix"}:
        raise refuse(name, "Must be redis://host:6379/0, optionally with ?prefix=name.")
    if not is_importable("django_redis"):
        raise refuse(name, "Redis needs a package: scripts/environment.sh --no-dev --extra redis.")
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": parts._replace(query="").geturl(),
        "KEY_PREFIX": query.get("prefix", "shop"),
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,  # without Redis the shop is slower, and sells
            "SOCKET_CONNECT_TIMEOUT": 0.5,  # seconds
            "SOCKET_TIMEOUT": 0.5,
        },
    }


def mailer(name: str, default: str) -> Entry:
    """Return the entry of a mailer: an SMTP server, or a directory of files.

    `smtps://` is refused, because some programs use it for STARTTLS.
    """
    parts = url(
        name,
        default,
        schemes=("smtp", "smtp+tls", "smtp+ssl", "file"),
        example="smtp+tls://user:password@host:587",
    )
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": _directory(name, parts)},
        }
    half = bool(parts.username) != bool(parts.password)  # Django would not log in
    if not is_host(parts.hostname or "") or parts.path.strip("/") or parts.query or half:
        raise refuse(name, "Must be smtp+tls://user:password@host:587.")
    return {
        "BACKEND": "storefront.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtp+ssl",
            "timeout": 20,  # seconds, for each step of the conversation
            "deadline": 45,  # for all of it: less than the lease of a delivery
        },
    }


def _sqlite(name: str, parts: SplitResult, base: Path) -> Entry:
    query = _query(parts)
    synchronous = query.pop("synchronous", "NORMAL")
    is_file = not parts.netloc and len(parts.path) > 1 and parts.path != "/:memory:"
    if query or not is_file or synchronous not in ("NORMAL", "FULL"):
        raise refuse(name, "Must be sqlite:///path, optionally with ?synchronous=FULL.")
    path = base / unquote(parts.path[1:])
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # Under load, a transaction without the write lock fails when it first writes.
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,  # seconds to wait for the one writer
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};",
        },
    }


def _directory(name: str, parts: SplitResult) -> str:
    if parts.netloc or parts.query or len(parts.path) < 2:
        raise refuse(name, "Must be file:///path.")
    return unquote(parts.path)


def _query(parts: SplitResult) -> dict[str, str]:
    return dict(parse_qsl(parts.query, keep_blank_values=True))
