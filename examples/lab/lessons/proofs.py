"""Writes docs/lessons/proofs.md: what is said of signals, whether it holds, and what proves it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from examples.lab.lessons.reading import FOLDER, Lesson, Reference, lessons

PROOFS = FOLDER / "proofs.md"
STATEMENTS = FOLDER / "statements.toml"
TEST = "tests/lessons/test_lessons.py"

_HEAD = f"""\
# Proofs

What an introduction to custom signals usually says, sentence by sentence; whether it holds on the
Django of the lock file; and which code decides it. Written by `make lessons` from
`docs/lessons/statements.toml` and the lessons, and compared by a test.

Every lesson is run by [test_lessons.py](../../{TEST}): `test_it_prints_what_it_says` compares what
it prints with what its file says, `test_the_shop_defends_itself` looks up the lines of the shop.
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about signals; `number` is its place, from 1, over all parts."""

    number: int
    part: str
    says: str
    holds: str
    exactly: str
    lessons: tuple[str, ...]


def statements() -> list[Statement]:
    """All of them, in their order."""
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
    """The whole page."""
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
            yield "| | it is said | holds | exactly | decided by |\n|---|---|---|---|---|"
        decided = ", ".join(_link(by_label[label]) for label in one.lessons if label in by_label)
        yield f"| {one.number} | {one.says} | {one.holds} | {one.exactly} | {decided} |"


def _proved(known: list[Lesson], said: list[Statement]) -> Iterator[str]:
    yield "| lesson | its test | what defends the shop | decides |\n|---|---|---|---|"
    for lesson in known:
        decides = ", ".join(str(one.number) for one in said if lesson.label in one.lessons)
        defence = ", ".join(map(_place, lesson.references))
        test = f"`test_it_prints_what_it_says[{lesson.label.lower()}]`"
        yield f"| {_link(lesson)} {lesson.question} | {test} | {defence} | {decides} |"


def _link(lesson: Lesson) -> str:
    return f"[{lesson.label}]({lesson.path.name})"


def _place(reference: Reference) -> str:
    return f"[`{reference.name}`](../../{reference.path})"
