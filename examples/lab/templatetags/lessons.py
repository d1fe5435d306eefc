"""The Markdown of the lessons in templates."""

from django import template
from django.utils.safestring import SafeString

from examples.lab.lessons.prose import inline

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Return a lesson's text as HTML: code, bold and links; escape everything else."""
    return inline(text)
