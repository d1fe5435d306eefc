"""Filters for the explorer's templates."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template

from events.explorer.runs import ReceiverRun, in_transaction_runs
from events.explorer.waterfall import duration_text
from events.models import Refusal

register = template.Library()


@register.filter
def runs(refusal: Refusal) -> Iterable[ReceiverRun]:
    """Return the receivers that ran before a refusal, and the one that refused."""
    return in_transaction_runs(refusal.receiver_runs, frames=False)


@register.filter
def pretty_json(value: object) -> str:
    """Return a payload as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)


@register.filter
def app_of(name: str) -> str:
    """Return the app in the name of a signal or receiver."""
    return name.partition(".")[0]


@register.filter
def name_of_flow(names: Mapping[UUID, str], correlation_id: UUID) -> str:
    """Return the name of a flow for a link to its timeline."""
    return names.get(correlation_id, "timeline")


@register.filter
def duration(milliseconds: float) -> str:
    """Return a duration in its largest unit."""
    return duration_text(milliseconds)
