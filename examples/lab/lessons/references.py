"""References from a lesson to the shop's code: `path/to/file.py::name`."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

_REFERENCE = re.compile(r"`([\w./]+\.py)::([\w.]+)`")


@dataclass(frozen=True, slots=True)
class Reference:
    """A definition in the shop's code: `path::name` or `path::Class.name`."""

    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}::{self.name}"

    def lines(self) -> tuple[int, str]:
        """Return the first line's number and the source. Raise LookupError if it is missing."""
        try:
            text = (ROOT / self.path).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise LookupError(f"{self}: the file does not exist") from error
        node: ast.AST = ast.parse(text)
        for part in self.name.split("."):
            node = _child(node, part) or _missing(self)
        assert isinstance(node, ast.stmt)  # noqa: S101  for mypy; _child returns nothing else
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        return first, "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def references(prose: str) -> list[Reference]:
    """Return the references of a text, without repetitions, in order."""
    return list(dict.fromkeys(Reference(*found) for found in _REFERENCE.findall(prose)))


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
    raise LookupError(f"{reference}: the file does not define this name")
