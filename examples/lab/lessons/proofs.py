"""Write docs/lessons/proofs.md: common statements about signals, with the lesson on each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from examples.lab.lessons.reading import FOLDER, Lesson, lessons
from examples.lab.lessons.references import Reference

PROOFS = FOLDER / "proofs.md"
STATEMENTS = FOLDER / "statements.toml"
TEST = "tests/lessons/test_lessons.py"

_HEAD = f"""\
# Proofs

What introductions to custom signals usually say, sentence by sentence; whether it holds on the
Django release of the lock file; and which lesson decides it. `make lessons` writes this page from
`docs/lessons/statements.toml` and the lessons. A test compares it.

[test_lessons.py](../../{TEST}) runs every lesson. `test_output_is_as_recorded` compares what the
lesson prints with its file. `test_references_resolve` looks up the shop's code.
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about signals. `number` counts from 1 over all parts."""

    number: int
    part: str
    says: str
    holds: str
    exactly: str
    lessons: tuple[str, ...]


def statements() -> list[Statement]:
    """Return all statements in order."""
    parts = tomllib.loads(STATEMENTS.read_text(encoding="utf-8"))["part"]
    said = [(part["title"], one) for part in parts for one in part["says"]]
    return [
        Statement(
            number=number,
            part=title,
            says=one["says"],
            holds=one["holds"],
            exactly=one["exactly"],
            lessons=tuple(one["lessons"]),
        )
        for number, (title, one) in enumerate(said, start=1)
    ]


def proofs() -> str:
    """Return the whole page."""
    known, said = lessons(), statements()
    by_label = {lesson.label: lesson for lesson in known}
    rows = "\n".join(_said(said, by_label))
    return f"{_HEAD}{rows}\n\n## Lesson by lesson\n\n{'\n'.join(_proved(known, said))}\n"


def _said(said: list[Statement], by_label: dict[str, Lesson]) -> Iterator[str]:
    part = ""
    for one in said:
        if one.part != part:
            part = one.part
            yield f"\n## {part}\n"
            yield "| | statement | holds | exactly | decided by |\n|---|---|---|---|---|"
        decided = ", ".join(_link(by_label[label]) for label in one.lessons if label in by_label)
        yield f"| {one.number} | {one.says} | {one.holds} | {one.exactly} | {decided} |"


def _proved(known: list[Lesson], said: list[Statement]) -> Iterator[str]:
    yield "| lesson | the shop's code | decides |\n|---|---|---|"
    for lesson in known:
        decides = ", ".join(str(one.number) for one in said if lesson.label in one.lessons)
        defence = ", ".join(map(_place, lesson.references))
        yield f"| {_link(lesson)} {lesson.question} | {defence} | {decides} |"


def _link(lesson: Lesson) -> str:
    return f"[{lesson.label}]({lesson.path.name})"


def _place(reference: Reference) -> str:
    return f"[`{reference.name}`](../../{reference.path})"
