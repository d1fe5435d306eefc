"""The catalogue of events, `events.md`: written from the registry, compared by the checks.

It covers the installed apps except those in `EVENTS_CATALOGUE_EXCLUDE`, such as plugins.
"""

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

from events.conf import conf
from events.contracts.schemas import covered_signals, is_covered
from events.payload import personal_fields
from events.registry import DeclaredSignal, Subscription, registry
from events.types import DeliveryMode

_MARKS = {
    DeliveryMode.IN_TRANSACTION: "■",
    DeliveryMode.AFTER_COMMIT: "◐",
    DeliveryMode.DURABLE: "●",
}
_ARROWS = {
    DeliveryMode.IN_TRANSACTION: "==>",
    DeliveryMode.AFTER_COMMIT: "-->",
    DeliveryMode.DURABLE: "-.->",
}
_ROW = re.compile(
    r"^\| `(?P<signal>[\w.]+)` \| `(?P<receiver>[\w.]+)` \| (?P<mode>\w+)[, \w]* \|", re.M
)
_HEAD = """\
# Events

`manage.py events_catalogue` writes this page from the running code, and continuous integration
compares them.

"""


def path() -> Path:
    """Return the path of the catalogue."""
    return conf.catalogue_dir / "events.md"


def render() -> str:
    """Return the catalogue as Markdown."""
    parts = [_HEAD, "## Map\n\n```mermaid\n", mermaid(), "```\n\n## Wiring\n\n"]
    parts += ["| signal | receiver | delivery | purpose |\n|---|---|---|---|\n", *_wiring()]
    parts += ["\n## Events\n"]
    for signal in covered_signals():
        parts += _event(signal)
    parts += ["\n## Questions\n"]
    for question, question_type in sorted(registry.questions.items()):
        if is_covered(question):
            parts += [f"\n### `{question}`\n\n", _doc(question_type), "\n"]
            parts += [f"- answered by `{name}`\n" for name in _answerers(question)]
    return "".join(parts)


def mermaid() -> str:
    """Return the diagram: apps as nodes, one edge for each pair of apps and delivery mode."""
    edges: dict[tuple[str, DeliveryMode, str], list[str]] = {}
    for s in subscriptions():
        if _app(s.signal) != s.app:
            names = edges.setdefault((_app(s.signal), s.mode, s.app), [])
            names.append(s.signal.partition(".")[2])
    lines = [
        f'    {sender} {_ARROWS[mode]}|"{"<br>".join(dict.fromkeys(names))}"| {receiver}\n'
        for (sender, mode, receiver), names in edges.items()
    ]
    legend = "    %% thick: in the transaction; thin: after the commit; dotted: durable\n"
    return "".join(["flowchart LR\n", *lines, legend])


def in_readme(text: str) -> str:
    """Return the README's text with a current wiring table between its markers."""
    before, begin, rest = text.partition("<!-- wiring -->\n")
    _, end, after = rest.partition("<!-- /wiring -->")
    return f"{before}{begin}{_wiring_by_signal()}{end}{after}" if begin and end else text


def committed_wiring() -> set[tuple[str, str, str]]:
    """Return (signal, receiver, mode) of each row of the committed catalogue."""
    text = path().read_text(encoding="utf-8")
    return {(row["signal"], row["receiver"], row["mode"]) for row in _ROW.finditer(text)}


def _app(name: str) -> str:
    return name.partition(".")[0]


def subscriptions(signal: str | None = None) -> list[Subscription]:
    """Return the covered subscriptions to one signal, or to all, in a stable order."""
    return sorted(
        (s for s in registry.of(signal) if is_covered(s.signal) and is_covered(s.receiver)),
        key=lambda s: (s.signal, list(DeliveryMode).index(s.mode), s.receiver),
    )


def _wiring() -> Iterator[str]:
    for s in subscriptions():
        purpose = (inspect.getdoc(s.function) or "").partition("\n")[0].rstrip(".")
        mode = s.mode.value + ("" if s.atomic else ", without transaction")
        yield f"| `{s.signal}` | `{s.receiver}` | {mode} | {purpose} |\n"


def _wiring_by_signal() -> str:
    rows = ["| signal | receivers |\n|---|---|\n"]
    for signal in covered_signals():
        receivers = [f"{_MARKS[s.mode]} {s.receiver}" for s in subscriptions(signal.name)]
        rows.append(f"| `{signal.name}` | {', '.join(receivers) or 'none'} |\n")
    return "".join(rows)


def _event(signal: DeclaredSignal) -> Iterator[str]:
    yield f"\n### `{signal.name}` (version {signal.version})\n\n{_doc(signal.event_type)}"
    yield "\n| field | type |\n|---|---|\n"
    personal = personal_fields(signal.event_type)
    hints = get_type_hints(signal.event_type)
    for field in dataclasses.fields(signal.event_type):
        note = ", personal" if field.name in personal else ""
        yield f"| `{field.name}` | `{_type(hints[field.name])}`{note} |\n"


def _answerers(question: str) -> list[str]:
    return sorted(
        name for asked, name in registry.answerers if asked == question and is_covered(name)
    )


def _doc(event_type: type) -> str:
    """Return the docstring with each labelled section as a paragraph."""
    doc = inspect.getdoc(event_type) or ""
    return re.sub(r"\n+(?=[A-Z][\w ]+: )", "\n\n", doc) + "\n"


def _type(hint: Any) -> str:
    text = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text).replace("|", "\\|")
