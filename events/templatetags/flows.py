"""For templates of the back room."""

import json

from django import template

from events.explorer import polling
from events.explorer.flows import Flow
from events.explorer.receiver_runs import ReceiverRun, in_transaction_run
from events.models import Refusal

register = template.Library()


@register.filter
def poll_url(flow: Flow) -> str:
    """Where a page asks for this flow again."""
    return polling.poll_url(flow)


@register.filter
def runs_of(refusal: Refusal) -> list[ReceiverRun]:
    """Who had run when the operation was refused, the one that refused included."""
    return [in_transaction_run(outcome, personal=False) for outcome in refusal.receiver_runs]


@register.filter
def pretty_json(value: object) -> str:
    """A payload as people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


@register.filter
def unlocalised(number: float) -> str:
    """A coordinate for SVG, whatever the reader's decimal sign."""
    return f"{number:g}"


@register.filter
def add_float(number: float, other: float) -> str:
    """The sum of two coordinates for SVG."""
    return f"{number + other:g}"


@register.filter
def app_of(name: str) -> str:
    """The app in a signal's or a receiver's name."""
    return name.partition(".")[0]
