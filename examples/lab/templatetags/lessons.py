"""The lessons' own Markdown in templates."""

from django import template
from django.utils.safestring import SafeString

from examples.lab.lessons.prose import inline

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """A run of a lesson's text: code, bold and links; everything else is escaped."""
    return inline(text)
