"""Count imports, lines and files in the source code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("orders", "inventory", "notifications", "loyalty")
TWIN = ROOT / "examples" / "twin"
TWIN_PARTS = ("checkout", "baskets", "prices", "stock", "points", "messages", "bank")
WIRING = ("apps.py", "signals.py", "receivers.py")
KERNEL_PAGES = ("explorer", "management", "migrations", "testing.py")
_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def imports_between_apps() -> set[tuple[str, str]]:
    """Return (module, imported module) for each import from one app into another."""
    found = set()
    for app in APPS:
        for path in sources(ROOT / app):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for imported in _imported(path):
                other = imported.partition(".")[0]
                if other in APPS and other != app:
                    found.add((module, imported))
    return found


def imports_between_parts() -> set[tuple[str, str]]:
    """Return (part, imported part) for the parts of the twin; the models belong to all of them."""
    found = set()
    for part in TWIN_PARTS:
        for node in ast.walk(_tree(TWIN / f"{part}.py")):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
                parts = {name.removeprefix("examples.twin.").partition(".")[0] for name in names}
                found |= {(part, other) for other in parts if other in TWIN_PARTS}
    return found


def wiring() -> list[Path]:
    """Return the files that the apps need because they do not call each other."""
    return [ROOT / app / name for app in APPS for name in WIRING]


def kernel() -> list[Path]:
    """Return the modules of the kernel, without its pages and commands."""
    return [
        path
        for path in sources(ROOT / "events")
        if not set(path.relative_to(ROOT).parts) & set(KERNEL_PAGES)
    ]


def lines(paths: Iterable[Path]) -> int:
    """Return the number of lines with code: not blank, comment or docstring."""
    return sum(code_lines(path.read_text(encoding="utf-8")) for path in paths)


def code_lines(text: str) -> int:
    """Return the number of lines with code in a source text."""
    tree = ast.parse(text)
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    spans = ((t.start[0], t.end[0]) for t in tokens if t.type not in _SILENT)
    coded = {line for start, end in spans for line in range(start, end + 1)}
    return len(coded - docstrings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of one more reaction: changed files, new files, lines of code."""

    changed: int
    new: int
    lines: int


def fifth_with_signals() -> Cost:
    """Return the cost of the tutorial's app, up to its working receiver."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    to_receive = text.partition("\n## 4.")[0]
    files = dict(re.findall(r"^```python\n# ([\w./]+)\n(.*?)^```$", to_receive, re.M | re.S))
    package = 1  # its empty __init__.py
    return Cost(changed=0, new=len(files) + package, lines=sum(map(code_lines, files.values())))


def fifth_with_calls() -> Cost:
    """Return the cost of the same reaction in the twin: the change that the page shows."""
    text = (ROOT / "docs" / "twin.md").read_text(encoding="utf-8")
    diff = re.findall(r"^```diff\n(.*?)^```$", text, re.M | re.S)[0]
    new = len(re.findall(r"^--- /dev/null$", diff, re.M))
    added = re.findall(r"^\+(?!\+\+)(.*\S.*)$", diff, re.M)
    code = [line for line in added if not line.strip().startswith(('"""', "#"))]
    return Cost(changed=diff.count("\n+++ ") - new, new=new, lines=len(code))


def sources(folder: Path) -> Iterator[Path]:
    """Return the modules in a folder, without migrations."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module in APPS:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
