"""Receivers of Django's own signals: requests, stored events, refusals."""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from time import time_ns
from typing import Any

from django.db import transaction
from opentelemetry.trace import SpanKind

from events.models import Refusal, StoredEvent
from examples.telemetry import instruments
from examples.telemetry.ids import (
    child_of,
    event_span_id,
    given_ids,
    request_span_id,
    request_trace_id,
    trace_id_of,
)
from examples.telemetry.spans import tracer


@dataclass(slots=True)
class _Request:
    name: str
    started_at: int  # nanoseconds since the epoch
    request_id: str = ""


_request: ContextVar[_Request | None] = ContextVar("telemetry_request", default=None)


def note_request(*, environ: dict[str, Any] | None = None, **kwargs: object) -> None:
    """Remember when a request started. Only its method and path become the name of a span."""
    environ = environ or {}
    name = f"{environ.get('REQUEST_METHOD', 'HTTP')} {environ.get('PATH_INFO', '')}"
    _request.set(_Request(name, time_ns()))


def trace_request(**kwargs: object) -> None:
    """Record the request as the root of its trace, if it published an event."""
    request = _request.get()
    _request.set(None)
    if request is None or not request.request_id:
        return
    with given_ids(request_trace_id(request.request_id), request_span_id(request.request_id)):
        span = tracer.start_span(
            request.name, context=None, kind=SpanKind.SERVER, start_time=request.started_at
        )
    span.end()


def trace_event(*, instance: StoredEvent, created: bool, **kwargs: object) -> None:
    """Record the publication of an event once its transaction has committed."""
    if not created:
        return
    request = _request.get()
    if request is not None:
        request.request_id = instance.request_id
    transaction.on_commit(partial(_trace_event, instance), robust=True)


def count_refusal(*, instance: Refusal, created: bool, **kwargs: object) -> None:
    """Count a refused unit of work by its reason's class."""
    instruments.refused.add(1, {"refused_with": instance.refused_with, "signal": instance.signal})


def _trace_event(stored: StoredEvent) -> None:
    trace_id = trace_id_of(stored.request_id, stored.correlation_id)
    if stored.causation_id:
        parent = child_of(trace_id, event_span_id(stored.causation_id))
    elif stored.request_id:
        parent = child_of(trace_id, request_span_id(stored.request_id))
    else:
        parent = None
    with given_ids(trace_id, event_span_id(stored.id)):
        span = tracer.start_span(
            f"publish {stored.signal}",
            context=parent,
            start_time=int(stored.occurred_at.timestamp() * 1e9),
            attributes={"correlation_id": str(stored.correlation_id), "actor": stored.actor},
        )
    span.end()
    instruments.published.add(1, {"signal": stored.signal})
