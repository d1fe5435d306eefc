"""What every template of the shop may use: `{% load shop %}`.

- `{{ amount|money }}`: a Decimal as a price, "42.90 €"
- `{% panel panel %}`: the body of a Panel that another app answered with
- `{% frame_panels as panels %}`, `{% basket_count as count %}`: for the frame only
"""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from config import frame
from config.money import format_money
from events.signals import Panel

register = template.Library()

register.filter("money", format_money)


@register.simple_tag(takes_context=True)
def panel(context: Context, panel: Panel) -> SafeString:
    """The panel's own template, rendered with its context on top of the page's."""
    engine = context.template.engine if context.template else None
    if engine is None:  # pragma: no cover - a tag always runs inside a template
        raise template.TemplateSyntaxError("panel must be used in a template.")
    body = engine.get_template(panel.template)
    with context.push(**{str(name): value for name, value in panel.context.items()}):
        return body.render(context)


@register.simple_tag(takes_context=True)
def frame_panels(context: Context) -> list[Panel]:
    """What other apps add to the header, for whoever is looking."""
    return frame.panels(context["request"])


@register.simple_tag(takes_context=True)
def basket_count(context: Context) -> int:
    """How many pieces are in the visitor's basket."""
    return frame.basket_count(context["request"])
