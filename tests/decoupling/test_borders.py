"""The four apps do not use each other's code, tables or addresses."""

import ast
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

APPS = ("inventory", "loyalty", "notifications", "orders")
ROOT = Path(settings.BASE_DIR)


def _models() -> list[type[Model]]:
    return [model for app in (*APPS, "events") for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_relations_stay_within_their_app(model: type[Model]) -> None:
    for field in model._meta.get_fields(include_hidden=True):
        other = field.related_model
        if other is None or isinstance(other, str):
            continue
        assert other._meta.app_label == model._meta.app_label or (
            other._meta.label == settings.AUTH_USER_MODEL
        ), f"{model._meta.label}.{field.name} points into {other._meta.app_label}"


@pytest.mark.parametrize("app", ["loyalty", "notifications"])
def test_other_apps_do_not_link_the_pages_of(app: str) -> None:
    """These two apps add panels by answering questions, so no template links their pages."""
    named = re.compile(rf"""url\s+['"]{app}:|reverse\(['"]{app}:|href="/{app}/""")
    others = [
        path for other in (*APPS, "config", "events") if other != app for path in _files(other)
    ]
    offenders = [str(path) for path in others if named.search(path.read_text(encoding="utf-8"))]
    assert offenders == []


def _files(app: str) -> list[Path]:
    return [*(ROOT / app).rglob("*.html"), *(ROOT / app).rglob("*.py")]


SIGNALS = sorted(
    path for folder in (*APPS, "config", "examples") for path in (ROOT / folder).rglob("signals.py")
)


@pytest.mark.parametrize("path", SIGNALS, ids=lambda path: str(path.relative_to(ROOT)))
def test_signals_import_the_kernel_only(path: Path) -> None:
    """Receiving apps import this module, so that they would need everything that it imports."""
    allowed = {*sys.stdlib_module_names, "events", "storefront"}
    assert _imports(path.read_text(encoding="utf-8")) <= allowed


def _imports(source: str) -> set[str]:
    """Return the packages that the source imports; a dot for relative imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").partition(".")[0])
    return found
