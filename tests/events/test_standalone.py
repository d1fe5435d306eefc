"""The package works in an empty Django project, with nothing else of the shop."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

FILES = {
    "project.py": """
SECRET_KEY = "only-for-this-test"
USE_TZ = True
INSTALLED_APPS = ["events", "events.explorer", "bakery"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
LOGGING = {"version": 1, "disable_existing_loggers": False}
""",
    "bakery/__init__.py": "",
    "bakery/apps.py": """
from django.apps import AppConfig


class BakeryConfig(AppConfig):
    name = "bakery"

    def ready(self):
        from bakery import receivers
        from bakery.signals import bread_baked
        from events.api import AFTER_COMMIT, DURABLE

        bread_baked.connect(receivers.ring_bell, delivery=AFTER_COMMIT)
        bread_baked.connect(receivers.fill_shelf, delivery=DURABLE)
""",
    "bakery/signals.py": """
from dataclasses import dataclass

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class BreadBaked:
    loaves: int


bread_baked = EventSignal(BreadBaked)
""",
    "bakery/receivers.py": """
def ring_bell(*, event, **kwargs):
    print(f"bell for {event.loaves}")


def fill_shelf(*, event, **kwargs):
    print(f"shelf with {event.loaves}")
""",
    "bake.py": """
import django

django.setup()
from django.core.management import call_command

from bakery.signals import BreadBaked, bread_baked
from events.api import unit_of_work

call_command("migrate", verbosity=0)
call_command("check", fail_level="WARNING")
with unit_of_work():
    bread_baked.publish(BreadBaked(loaves=12))
call_command("events_worker", drain=True)
call_command("events_catalogue", verbosity=0)
""",
}


def test_bare_project_publishes_and_delivers(tmp_path: Path) -> None:
    shutil.copytree(Path(settings.BASE_DIR) / "events", tmp_path / "events")
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.lstrip())
    result = subprocess.run(
        [sys.executable, "-W", "error", "bake.py"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "project"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "bell for 12" in result.stdout
    assert "shelf with 12" in result.stdout
    assert "Deliveries attempted: 1." in result.stdout
    assert "bakery.bread_baked" in (tmp_path / "docs" / "events.md").read_text()
