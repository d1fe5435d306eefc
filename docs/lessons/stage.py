"""A minimal Django for the lessons, with an in-memory database.

A lesson without settings and database does not need it: a Signal works without settings.
"""

import atexit
import logging
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

sys.path.append(str(Path(__file__).resolve().parents[2]))  # for lessons that use the shop's code


def set_up(*names: str, debug: bool = False, **more: object) -> None:
    """Configure Django with these apps. The lesson itself is an app and may define models."""
    settings.configure(
        DEBUG=debug,
        INSTALLED_APPS=[*names, "__main__"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        LOGGING_CONFIG=None,
        SECRET_KEY="not a secret: lessons only",
        DEMO=False,  # these two are for the kernel
        EVENTS_ENGINE="worker",
        USE_TZ=True,
        **more,
    )
    django.setup()


def create_tables() -> None:
    """Create a table for every model that is loaded. A proxy model has no table of its own."""
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
        line = f"(log of {record.name}: {record.getMessage()})"
        print(textwrap.fill(line, 96, subsequent_indent="    ", break_on_hyphens=False))
