"""Who publishes which signal: found in the source of the installed apps.

Receivers register themselves; publishers do not, so the code is read for calls of
`<signal>.publish(…)` on names imported from a `signals` module.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings

from events.event_signal import EventSignal

_LEFT_OUT = {"migrations", "templates", "static", "tests", "__pycache__"}


@dataclass(frozen=True, slots=True, order=True)
class Publisher:
    """A function that publishes a signal; `line` is that of the call."""

    signal: str
    app: str
    module: str
    function: str
    line: int


@cache
def publishers() -> tuple[Publisher, ...]:
    """Every place of the project's apps and plugins that publishes, sorted by signal."""
    found: list[Publisher] = []
    for config in apps.get_app_configs():
        root = Path(config.path)
        ours = root.is_relative_to(settings.BASE_DIR) and "site-packages" not in root.parts
        if not ours and config.name not in settings.PLUGIN_APPS:
            continue
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if not _LEFT_OUT.intersection(parts):
                found.extend(_publishers_in(path, ".".join((config.name, *parts)), config.label))
    return tuple(sorted(found))


def _publishers_in(path: Path, module: str, app: str) -> Iterator[Publisher]:
    source = path.read_text(encoding="utf-8")
    if ".publish(" not in source:
        return
    tree = ast.parse(source)
    signals = _imported_signals(tree, package=module.rpartition(".")[0])
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id=name), attr="publish"), lineno=line
                    ) if name in signals:
                        yield Publisher(signals[name], app, module, function.name, line)


def _imported_signals(tree: ast.Module, *, package: str) -> dict[str, str]:
    """The local names of signals in a module, and the signals' own names."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith("signals"):
            declared = import_module("." * node.level + node.module, package)
            for alias in node.names:
                signal = getattr(declared, alias.name, None)
                if isinstance(signal, EventSignal):
                    names[alias.asname or alias.name] = signal.name
    return names
