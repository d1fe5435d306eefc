"""Template tags of the shop: `{% load shop %}`.

- `{{ amount|money }}` formats a Decimal as a price, "€42.90"
- `{{ code|country_name }}` shows the name of a country
- `{{ text|plain_text }}` shows text without HTML: paragraphs, headings (## …) and links
- `{% panel panel %}` renders the body of a Panel that another app answered with
"""

import re

from django import template
from django.template.context import Context
from django.template.engine import Engine
from django.utils.html import escape, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from storefront.countries import country_name
from storefront.money import format_money
from storefront.panels import Panel

register = template.Library()

register.filter("country_name", country_name)
register.filter("money", format_money)


@register.filter
def plain_text(value: str) -> SafeString:
    """Return paragraphs, headings and links of a text; any HTML in it is escaped."""
    blocks = re.split(r"\n[ \t]*\n\s*", str(value).replace("\r\n", "\n").strip())
    return format_html_join("\n", "<{0}>{1}</{0}>", (_element(block) for block in blocks if block))


def _element(block: str) -> tuple[str, SafeString]:
    heading = re.fullmatch(r"##\s+(\S.*)", block)
    if heading:
        return "h2", escape(heading[1])
    lines = [mark_safe(urlize(line, autoescape=True)) for line in block.split("\n")]  # noqa: S308
    return "p", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


@register.simple_tag(takes_context=True)
def panel(context: Context, panel: Panel) -> SafeString:
    """Render the panel's own template with its context on top of the page's."""
    body = Engine.get_default().get_template(panel.template)
    with context.push(**{str(name): value for name, value in panel.context.items()}):
        return body.render(context)
