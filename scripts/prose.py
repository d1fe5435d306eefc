"""Check the wording of documents, docstrings, comments, messages and templates.

`scripts/prose.toml` lists the patterns. Arguments are files; without them, check all files.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"^ *```.*?^ *```|``[^`]+``|`[^`]+`|\]\([^)\s]*\)|https?://\S+", re.M | re.S)
MARKUP = re.compile(r"<(script|style)\b.*?</\1>|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.S)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# A string with this many words is a message, not a key or a name.
WORDS_OF_A_MESSAGE = 4

type Passage = tuple[int, str]  # the number of its first line, and its text
type Rules = list[tuple[re.Pattern[str], str]]


def main(names: list[str]) -> int:
    """Print one line for each match, and return 1 if there is one."""
    with (ROOT / "scripts" / "prose.toml").open("rb") as file:
        config = tomllib.load(file)
    words = rules(config["words"], r"(?<![\w`])(?:{})(?![\w`])")
    docstrings = rules(config["docstrings"], r"\A\s*(?:{})\b(?!ly)")
    count = 0
    for name in names or tracked_files():
        path = ROOT / name
        for kind, line, text in passages(path):
            applied = [*words, *docstrings] if kind == "function" else words
            for pattern, instead in applied:
                for match in pattern.finditer(text):
                    number = line + text.count("\n", 0, match.start(0))
                    sys.stdout.write(f'{name}:{number}: "{match[0].strip()}": write {instead}\n')
                    count += 1
    sys.stdout.write(f"{count} places to reword\n" if count else "The wording is fine.\n")
    return 1 if count else 0


def rules(table: dict[str, str], frame: str) -> Rules:
    """Return compiled patterns with their suggestions."""
    return [(re.compile(frame.format(p), re.I), instead) for p, instead in table.items()]


def tracked_files() -> list[str]:
    """Return every document, module and template that Git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md", "*.py"]
    command += ["*.html", "*/templates/*.txt"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def passages(path: Path) -> Iterator[tuple[str, int, str]]:
    """Yield the kind, first line and text of each passage, without code."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield "text", 1, blank(MARKUP, blank(CODE, source))
        return
    tree = ast.parse(source)
    documented = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS)) and ast.get_docstring(node):
            kind = "function" if isinstance(node, FUNCTIONS) and not is_property(node) else "text"
            documented[id(node.body[0].value)] = kind  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            kind = documented.get(id(node), "text")
            if id(node) in documented or len(node.value.split()) >= WORDS_OF_A_MESSAGE:
                yield kind, node.lineno, blank(MARKUP, blank(CODE, node.value))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield "text", token.start[0], blank(CODE, token.string)


def is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a method reads like an attribute, so that a noun describes it."""
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Remove the matches but keep the line numbers."""
    return pattern.sub(lambda match: "`" + "\n" * match[0].count("\n"), text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
