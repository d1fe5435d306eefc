"""Parse the files of docs/lessons: question, answers, prose, keywords, code, recorded output."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examples.lab.lessons.references import ROOT, Reference, references

FOLDER = ROOT / "docs" / "lessons"

_NAME = re.compile(r"([a-e])(\d\d)_(\w+)")
_ANSWER = re.compile(r"- ([a-d])\. (.+(?:\n  .+)*)")
_RIGHT = re.compile(r"\*\*Answer: ([a-d])\.\*\*")
_SOURCE = re.compile(r"\*\*Source:\*\* .*", re.S)
_KEYWORDS = re.compile(r"\n\n\*\*Keywords:\*\* (.*)\Z", re.S)
_RECORD = re.compile(r"^# (?:Output|On Django ([\d.]+(?: and [\d.]+)*)):\n", re.M)


class Malformed(Exception):
    """A lesson's file lacks a part; the message names it."""


@dataclass(frozen=True)
class Lesson:
    """A parsed lesson.

    `answers` maps letters to texts. `outputs` maps Django releases to outputs: "" is the release
    of the lock file, the others are present only if their output differs.
    """

    path: Path
    part: str
    number: int
    question: str
    situation: str
    answers: dict[str, str]
    right: str
    explanation: str
    keywords: tuple[str, ...]
    code: str
    first_line: int
    outputs: dict[str, str]

    @property
    def label(self) -> str:
        return f"{self.part.upper()}{self.number}"

    @property
    def slug(self) -> str:
        return self.path.stem.replace("_", "-")

    @property
    def prose(self) -> str:
        return f"{self.situation}\n\n{self.explanation}"

    @property
    def references(self) -> list[Reference]:
        return references(self.prose)


def lessons() -> list[Lesson]:
    """Return every lesson in reading order, which is the order of the file names."""
    return [read(path) for path in sorted(FOLDER.glob("*.py")) if _NAME.fullmatch(path.stem)]


def read(path: Path) -> Lesson:
    """Parse one file. Raise Malformed if a part is missing."""
    name = _NAME.fullmatch(path.stem)
    if name is None:
        raise Malformed(f"{path.name} must be named like a03_an_instance.py")
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    question, _, rest = (ast.get_docstring(tree) or "").partition("\n\n")
    keywords = _KEYWORDS.search(rest)
    rest = _KEYWORDS.sub("", rest)
    answers = {letter: _unwrapped(words) for letter, words in _ANSWER.findall(rest)}
    right, source = _RIGHT.search(rest), _SOURCE.search(rest)
    for present, what in (
        (question.endswith("?"), "a question as its first line"),
        (list(answers) == list("abcd")[: max(2, len(answers))], "answers a., b. and so on"),
        (right and right[1] in answers, "**Answer:** with one of their letters"),
        (source and "](https://" in source[0], "**Source:** with a link"),
        (keywords, "**Keywords:**"),
        (_RECORD.search(text), "a recorded output"),
    ):
        if not present:
            raise Malformed(f"{path.name} lacks {what}")
    assert right is not None  # noqa: S101  checked above
    assert keywords is not None  # noqa: S101
    first_line = (tree.body[0].end_lineno or 0) + 2
    code = "\n".join(_RECORD.split(text, maxsplit=1)[0].splitlines()[first_line - 1 :])
    return Lesson(
        path=path,
        part=name[1],
        number=int(name[2]),
        question=question,
        situation=rest[: rest.index("- a. ")].strip(),
        answers=answers,
        right=right[1],
        explanation=rest[right.start() :].strip(),
        keywords=tuple(_unwrapped(keywords[1]).split(", ")),
        code=code.rstrip(),
        first_line=first_line,
        outputs=dict(_outputs(text)),
    )


def recorded(text: str, outputs: dict[str, str]) -> str:
    """Return a lesson's text with these outputs at its end, the lock file's Django first."""
    parts = [_RECORD.split(text, maxsplit=1)[0].rstrip() + "\n"]
    versions: dict[str, list[str]] = {outputs[""]: []}
    for version in sorted(set(outputs) - {""}, key=lambda known: tuple(map(int, known.split(".")))):
        versions.setdefault(outputs[version], []).append(version)
    for output, which in versions.items():
        title = f"On Django {' and '.join(which)}" if which else "Output"
        lines = [f"# {line}".rstrip() for line in output.splitlines()]
        parts.append("\n".join([f"# {title}:", *lines]) + "\n")
    return "\n".join(parts)


def _outputs(text: str) -> Iterator[tuple[str, str]]:
    _, *records = _RECORD.split(text)
    for version, block in zip(records[::2], records[1::2], strict=True):
        output = "\n".join(line[2:] for line in block.rstrip().splitlines())
        for one in (version or "").split(" and "):
            yield one, output


def _unwrapped(words: str) -> str:
    return " ".join(words.split())
