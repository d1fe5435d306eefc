"""A minimal Django for the lessons, with an in-memory database.

A lesson without settings and database does not need it: a Signal works without settings.
"""

import atexit
import logging
import os
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

sys.path.append(str(Path(__file__).resolve().parents[2]))  # for lessons that use the shop's code

_IN_MEMORY: dict[str, object] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


def set_up(
    *names: str, debug: bool = False, database: dict[str, object] | None = None, **more: object
) -> None:
    """Configure Django with these apps. The lesson itself is an app and may define models."""
    settings.configure(
        DEBUG=debug,
        INSTALLED_APPS=[*names, "__main__"],
        DATABASES={"default": database or _IN_MEMORY},
        LOGGING_CONFIG=None,
        SECRET_KEY="not a secret: lessons only",
        USE_TZ=True,
        **more,
    )
    django.setup()


def postgresql() -> dict[str, object]:
    """Return settings for a schema of this process. Exit if the server is not available."""
    schema = f"lesson_{os.getpid()}"
    try:
        import psycopg

        server = psycopg.connect(_SERVER, connect_timeout=1, autocommit=True)
    except Exception:
        sys.exit("This lesson needs PostgreSQL at 127.0.0.1:5432 (user postgres, no password).")
    server.execute(f"CREATE SCHEMA {schema}")
    atexit.register(server.close)  # runs last: atexit reverses the order
    atexit.register(server.execute, f"DROP SCHEMA {schema} CASCADE")
    atexit.register(connections.close_all)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": "127.0.0.1",
        "OPTIONS": {"options": f"-c search_path={schema}"},
    }


def create_tables() -> None:
    """Create a table for every model that is loaded. A proxy model has no table."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if not model._meta.proxy:
                editor.create_model(model)


def write(**modules: str) -> Path:
    """Write importable modules to a temporary folder: `points__apps="…"` is points/apps.py."""
    folder = Path(tempfile.mkdtemp(prefix="lesson-"))
    atexit.register(shutil.rmtree, folder)
    for name, source in modules.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".py")
        if path.parent != folder:
            path.parent.mkdir(exist_ok=True)
            path.with_name("__init__.py").touch()
        path.write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return folder


def show_log(name: str) -> None:
    """Print the messages of this logger, without tracebacks."""
    logger = logging.getLogger(name)
    logger.addHandler(_Printer())
    logger.propagate = False


class _Printer(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage().partition(": Traceback")[0]  # the kernel logs the frames
        line = f"(log of {record.name}: {message})"
        print(textwrap.fill(line, 96, subsequent_indent="    ", break_on_hyphens=False))
