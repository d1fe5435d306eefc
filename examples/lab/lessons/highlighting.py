"""Highlight Python code with Pygments; lab.css styles the classes."""

from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer


def highlighted(source: str) -> list[SafeString]:
    """Return the lines of a source as HTML. Each line is complete: no element spans two."""
    lexer = PythonLexer(stripnl=False)
    html = highlight(source, lexer, HtmlFormatter(nowrap=True, classprefix="hl-"))
    return [mark_safe(line) for line in html.removesuffix("\n").split("\n")]  # noqa: S308  Pygments escapes
