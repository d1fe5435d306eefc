"""Trace and span ids, derived from ids that the event package stores anyway.

The request id of an event reaches every process that works on it, so that one trace spans the web
process, the workers and both engines, without another column. Events without a request, such
as those of the clock, use the correlation id.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from uuid import UUID

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

_next: ContextVar[tuple[int, int] | None] = ContextVar("telemetry_next_ids", default=None)


class DerivedIdGenerator(IdGenerator):
    """Return the ids set by `given_ids`, and random ones otherwise."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_trace_id(self) -> int:
        given = _next.get()
        return given[0] if given else self._random.generate_trace_id()

    def generate_span_id(self) -> int:
        given = _next.get()
        return given[1] if given else self._random.generate_span_id()


@contextmanager
def given_ids(trace_id: int, span_id: int) -> Iterator[None]:
    """Give the span that is started in the block these ids."""
    token = _next.set((trace_id, span_id))
    try:
        yield
    finally:
        _next.reset(token)


def trace_id_of(request_id: str, correlation_id: UUID) -> int:
    """Return the trace id (128 bits) of an event."""
    return request_trace_id(request_id) if request_id else correlation_id.int


def request_trace_id(request_id: str) -> int:
    """Return the trace id (128 bits) of everything that a request caused."""
    return _digest(request_id, 16)


def request_span_id(request_id: str) -> int:
    """Return the span id (64 bits) of a request."""
    return _digest(f"request {request_id}", 8)


def event_span_id(event_id: UUID) -> int:
    """Return the span id (64 bits) of the publication of an event."""
    return _digest(f"event {event_id}", 8)


def child_of(trace_id: int, span_id: int) -> Context:
    """Return a context whose current span has these ids, in this process or another."""
    flags = TraceFlags(TraceFlags.SAMPLED)
    parent = SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
    return trace.set_span_in_context(NonRecordingSpan(parent), Context())


def _digest(text: str, size: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=size).digest())
