"""The catalogue of events, `docs/events.md`: written from the registry, compared by the checks.

It covers the shop's own apps; what plugins add is theirs to document.
"""

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

from django.apps import apps
from django.conf import settings

from events.contract import Kind
from events.event_signal import EventSignal
from events.payloads import personal_fields
from events.publishers import publishers
from events.registry import Subscription, registry

_ARROWS = {Kind.IN_TRANSACTION: "==>", Kind.AFTER_COMMIT: "-->", Kind.DURABLE: "-.->"}
_SHAPES = {Kind.IN_TRANSACTION: "■", Kind.AFTER_COMMIT: "◐", Kind.DURABLE: "●"}
_ROW = re.compile(
    r"^\| `(?P<signal>[\w.]+)` \| `(?P<receiver>[\w.]+)` \| (?P<kind>\w+)[, \w]* \|", re.M
)
_HEAD = """\
# The events of the shop

Written by `manage.py events_catalogue` from the running code; continuous integration
compares the two. Each app's receivers that only log (`log_event`) are left out of the map.

"""


def path() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "events.md"


def is_log(subscription: Subscription) -> bool:
    """Whether a receiver only writes a log line: it says nothing about who needs the event."""
    return subscription.function.__name__ == "log_event"


def core_signals() -> list[EventSignal[Any]]:
    """The signals of the installed apps that are no plugins, by name."""
    return [s for name, s in sorted(registry.signals.items()) if _is_core(name)]


def render() -> str:
    """The catalogue as Markdown."""
    parts = [_HEAD, "## Map\n\n```mermaid\n", mermaid(), "```\n\n", "## Wiring\n\n"]
    parts += ["| signal | heard by | delivery | in order to |\n|---|---|---|---|\n", *_wiring()]
    parts += ["\n## Events\n"]
    for signal in core_signals():
        parts += _event(signal)
    parts += ["\n## Questions\n"]
    for question in sorted(registry.questions.values(), key=lambda q: q.name):
        if _is_core(question.name):
            parts += [f"\n### `{question.name}`\n\n", _doc(question.question_type), "\n"]
            parts += [f"- answered by `{receiver}`\n" for receiver in _answerers(question.name)]
    return "".join(parts)


def in_readme(text: str) -> str:
    """The README's text with its wiring table as the registry has it now."""
    before, begin, rest = text.partition("<!-- wiring -->\n")
    _, end, after = rest.partition("<!-- /wiring -->")
    return f"{before}{begin}{_short_wiring()}{end}{after}"


def mermaid() -> str:
    """The map of who hears whom, app by app."""
    return "".join(_mermaid())


def differences() -> Iterator[str]:
    """How the wiring of the installed apps differs from the committed catalogue.

    Nothing where the catalogue is not there, as in an image that leaves the docs out.
    """
    if not path().exists():
        return
    committed = {match.groups() for match in _ROW.finditer(path().read_text(encoding="utf-8"))}
    running = {(s.signal, s.receiver, s.kind.value) for s in _subscriptions()}
    labels = apps.app_configs.keys()
    installed = {row for row in committed if {_app(row[0]), _app(row[1])} <= labels}
    for signal, receiver, kind in sorted(running - committed):
        yield f"{receiver} hears {signal} ({kind}); the catalogue does not know of it."
    for signal, receiver, kind in sorted(installed - running):
        yield f"{receiver} does not hear {signal} ({kind}) as the catalogue says."


def _app(name: str) -> str:
    return name.partition(".")[0]


def _is_core(name: str) -> bool:
    """Whether a signal or receiver is of an installed app that is no plugin."""
    plugins = {plugin.rpartition(".")[2] for plugin in getattr(settings, "PLUGIN_APPS", ())}
    return _app(name) in apps.app_configs.keys() - plugins


def _subscriptions(signal: str = "") -> list[Subscription]:
    return sorted(
        (
            s
            for s in registry.subscriptions.values()
            if signal in ("", s.signal)
            and _is_core(s.signal)
            and _is_core(s.receiver)
            and not is_log(s)
        ),
        key=lambda s: (s.signal, list(Kind).index(s.kind), s.receiver),
    )


def _mermaid() -> Iterator[str]:
    yield "flowchart LR\n"
    edges: dict[tuple[str, str, Kind], list[str]] = {}
    for s in _subscriptions():
        edges.setdefault((_app(s.signal), s.app, s.kind), []).append(s.signal.partition(".")[2])
    for (sender, hearer, kind), names in edges.items():
        label = "<br>".join(dict.fromkeys(names))
        yield f'    {sender} {_ARROWS[kind]}|"{label}"| {hearer}\n'
    yield "    %% thick: in the transaction; thin: after the commit; dotted: durable\n"


def _wiring() -> Iterator[str]:
    for s in _subscriptions():
        first = (inspect.getdoc(s.function) or "").partition("\n")[0].rstrip(".")
        how = s.kind.value + ("" if s.atomic else ", no transaction held")
        yield f"| `{s.signal}` | `{s.receiver}` | {how} | {first} |\n"


def _short_wiring() -> str:
    rows = ["| signal | heard by |\n|---|---|\n"]
    for signal in core_signals():
        heard = [f"{_SHAPES[s.kind]} {s.receiver}" for s in _subscriptions(signal.name)]
        rows.append(f"| `{signal.name}` | {', '.join(heard) or 'nobody'} |\n")
    return "".join(rows)


def _event(signal: EventSignal[Any]) -> Iterator[str]:
    yield f"\n### `{signal.name}` (version {signal.version})\n\n{_doc(signal.event_type)}"
    yield "\n| field | type |\n|---|---|\n"
    personal = personal_fields(signal.event_type)
    hints = get_type_hints(signal.event_type)
    for field in dataclasses.fields(signal.event_type):
        note = ", personal" if field.name in personal else ""
        yield f"| `{field.name}` | `{_type(hints[field.name])}`{note} |\n"
    yield "\n"
    for module, function in dict.fromkeys(
        (p.module, p.function) for p in publishers() if p.signal == signal.name
    ):
        yield f"- published by `{module}.{function}`\n"


def _answerers(question: str) -> list[str]:
    return sorted(r for q, r in registry.answerers if q == question and _is_core(r))


def _doc(event_type: type) -> str:
    """The docstring, each of its labelled sections as a paragraph of its own."""
    doc = inspect.getdoc(event_type) or ""
    return re.sub(r"\n+(?=[A-Z][\w ]+: )", "\n\n", doc) + "\n"


def _type(hint: Any) -> str:
    text = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text).replace("|", "\\|")
