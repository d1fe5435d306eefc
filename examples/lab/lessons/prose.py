"""Render the Markdown that lessons use: paragraphs, lists, code, bold, emphasis and links."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_CODE = re.compile(r"(`[^`]+`)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_EMPHASIS = re.compile(r"(?<!\w)\*(?=\S)([^*]+)(?<=\S)\*(?!\w)")
_LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)")


def as_html(markdown: str) -> SafeString:
    """Return the blocks of a text as HTML. A block of `- ` lines is a list."""
    return mark_safe("\n".join(_block(block) for block in markdown.split("\n\n")))  # noqa: S308


def inline(text: str) -> SafeString:
    """Return a run of text as HTML: escape everything, then mark code, bold, emphasis and links."""
    pieces = _CODE.split(" ".join(text.split()))
    html = (_code(piece) if piece[:1] == "`" else _words(piece) for piece in pieces)
    # Links may contain code, so they are marked last.
    return mark_safe(_LINK.sub(r'<a href="\2">\1</a>', "".join(html)))  # noqa: S308


def _block(block: str) -> str:
    if block.startswith("- "):
        items = re.split(r"^- ", block, flags=re.M)[1:]
        return f"<ul>{''.join(f'<li>{inline(item)}</li>' for item in items)}</ul>"
    return f"<p>{inline(block)}</p>"


def _code(piece: str) -> str:
    return f"<code>{escape(piece[1:-1])}</code>"


def _words(piece: str) -> str:
    bold = _BOLD.sub(r"<strong>\1</strong>", escape(piece))
    return _EMPHASIS.sub(r"<em>\1</em>", bold)
