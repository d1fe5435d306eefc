"""For templates that show a flow."""

from django import template

from events.explorer import polling
from events.flows import Flow

register = template.Library()


@register.filter
def poll_url(flow: Flow) -> str:
    """Where a page asks for this flow again."""
    return polling.poll_url(flow)
