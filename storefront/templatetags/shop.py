"""Template tags of the shop: `{% load shop %}`.

- `{{ amount|money }}` formats a Decimal as a price, "€42.90"
- `{% panel panel %}` renders the body of a Panel that another app answered with
"""

from django import template
from django.template.context import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString

from storefront.money import format_money
from storefront.panels import Panel

register = template.Library()

register.filter("money", format_money)


@register.simple_tag(takes_context=True)
def panel(context: Context, panel: Panel) -> SafeString:
    """Render the panel's own template with its context on top of the page's."""
    body = Engine.get_default().get_template(panel.template)
    with context.push(**{str(name): value for name, value in panel.context.items()}):
        return body.render(context)
