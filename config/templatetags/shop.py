"""What every template of the shop may use: `{% load shop %}`.

- `{{ amount|money }}`: a Decimal as a price, "42.90 €"
- `{% panel panel %}`: the body of a Panel that another app answered with
- `{% address 'orders:basket' %}`: `{% url %}` for a page without arguments, looked up once
- for the frame only: `{% frame_panels as panels %}`, `{% basket_count as count %}`,
  `{% same_for_all "frame/footer.html" %}`
"""

from functools import cache

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

from config import frame
from config.money import format_money
from events.signals import Panel

register = template.Library()

register.filter("money", format_money)


@register.simple_tag(takes_context=True)
def panel(context: Context, panel: Panel) -> SafeString:
    """The panel's own template, rendered with its context on top of the page's."""
    body = Engine.get_default().get_template(panel.template)
    with context.push(**{str(name): value for name, value in panel.context.items()}):
        return body.render(context)


@register.simple_tag
def address(name: str) -> str:
    """The address of a page that takes no arguments.

    To look one up takes longer than to write a field of a form, and a page has five of them.
    """
    return _address(name, get_script_prefix())


@cache
def _address(name: str, prefix: str) -> str:
    """`reverse()` looks at the prefix by itself: it may be another one for each request."""
    return reverse(name)


@register.simple_tag
def same_for_all(template_name: str) -> SafeString:
    """A template that depends on the settings alone: rendered once, not once a page.

    Links and static files cost more to look up than everything else in the frame.
    """
    if settings.DEBUG:
        return _rendered.__wrapped__(template_name, demo=settings.DEMO, prefix="")
    return _rendered(template_name, demo=settings.DEMO, prefix=get_script_prefix())


@cache
def _rendered(template_name: str, *, demo: bool, prefix: str) -> SafeString:
    """The links in it begin with the `prefix`."""
    context = {"DEMO": demo, "MAIL_PAGE_URL": settings.MAIL_PAGE_URL}
    return render_to_string(template_name, context)


@register.simple_tag(takes_context=True)
def frame_panels(context: Context) -> list[Panel]:
    """What other apps add to the header, for whoever is looking."""
    return frame.panels(context["request"])


@register.simple_tag(takes_context=True)
def basket_count(context: Context) -> int:
    """How many pieces are in the visitor's basket."""
    return frame.basket_count(context["request"])
