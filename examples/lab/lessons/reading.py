"""What a lesson's file holds: a question with its answers, prose, code, and recorded output."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "lessons"

_NAME = re.compile(r"([fbcd])(\d+)_(\w+)")
_ANSWER = re.compile(r"- ([a-d])\. (.+(?:\n  .+)*)")
_RIGHT = re.compile(r"\*\*Answer: ([a-d])\.\*\*")
_REFERENCE = re.compile(r"`([\w./]+\.py)::([\w.]+)`")
_SOURCE = re.compile(r"\*\*Source:\*\* .*", re.S)
_RECORD = re.compile(r"^# (?:Output|On Django ([\d.]+(?: and [\d.]+)*)):\n", re.M)


class Malformed(Exception):
    """The file is not a lesson; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A piece of the shop's code, by its file and name: `path::name` or `path::Class.name`."""

    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}::{self.name}"

    def lines(self) -> tuple[int, str]:
        """The number of its first line, and its source; raises LookupError if it is not there."""
        try:
            text = (ROOT / self.path).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise LookupError(f"{self}: there is no such file") from error
        node: ast.AST = ast.parse(text)
        for part in self.name.split("."):
            node = _child(node, part) or _missing(self)
        assert isinstance(node, ast.stmt)  # noqa: S101  for mypy; _child yields nothing else
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        return first, "\n".join(text.splitlines()[first - 1 : node.end_lineno])


@dataclass(frozen=True)
class Lesson:
    """One file, taken apart. `answers` are letter and text; `outputs` are by Django's version,
    where "" is the lock file's, and others are there only where they differ."""

    path: Path
    part: str
    number: int
    question: str
    situation: str
    answers: dict[str, str]
    right: str
    explanation: str
    code: str
    first_line: int
    outputs: dict[str, str]

    @property
    def label(self) -> str:
        return f"{self.part.upper()}{self.number}"

    @property
    def slug(self) -> str:
        return self.path.stem.replace("_", "-")

    @cached_property
    def references(self) -> list[Reference]:
        """The shop's defence, each piece once, in the order of the prose."""
        return list(dict.fromkeys(Reference(*found) for found in _REFERENCE.findall(self.prose)))

    @property
    def prose(self) -> str:
        return f"{self.situation}\n\n{self.explanation}"


def lessons() -> list[Lesson]:
    """Every lesson, in the order of the path: foundations, beliefs, traps, patterns."""
    found = [read(path) for path in FOLDER.glob("*.py") if _NAME.fullmatch(path.stem)]
    return sorted(found, key=lambda lesson: ("fbcd".index(lesson.part), lesson.number))


def read(path: Path) -> Lesson:
    """Take one file apart; raises Malformed where something is missing."""
    name = _NAME.fullmatch(path.stem)
    if name is None:
        raise Malformed(f"{path.name} is not named like f3_an_instance.py")
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    prose = ast.get_docstring(tree)
    question, _, rest = (prose or "").partition("\n\n")
    answers = {letter: _unwrapped(words) for letter, words in _ANSWER.findall(rest)}
    right, source = _RIGHT.search(rest), _SOURCE.search(rest)
    for there, what in (
        (question.endswith("?"), "a question as its first line"),
        (list(answers) == list("abcd")[: max(2, len(answers))], "answers a., b. and so on"),
        (right and right[1] in answers, "**Answer:** with one of their letters"),
        (source and "](https://" in source[0], "**Source:** with a link"),
        (_RECORD.search(text), "a recorded output"),
    ):
        if not there:
            raise Malformed(f"{path.name} lacks {what}")
    assert right is not None  # noqa: S101  looked at above
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
        code=code.rstrip(),
        first_line=first_line,
        outputs=dict(_outputs(text)),
    )


def recorded(text: str, outputs: dict[str, str]) -> str:
    """The text of a lesson with these outputs at its end, the lock file's Django first."""
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


def _child(node: ast.AST, name: str) -> ast.AST | None:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef(name=found) | ast.ClassDef(name=found):
                pass
            case ast.Assign(targets=[ast.Name(id=found)]):
                pass
            case ast.AnnAssign(target=ast.Name(id=found)):
                pass
            case _:
                continue
        if found == name:
            return child
    return None


def _missing(reference: Reference) -> ast.AST:
    raise LookupError(f"{reference}: the file has no such name")


def _unwrapped(words: str) -> str:
    return " ".join(words.split())
