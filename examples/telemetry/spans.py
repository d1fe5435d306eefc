"""Spans of receivers, through the seam that the event package offers."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from django.utils import timezone
from opentelemetry import trace
from opentelemetry.util.types import AttributeValue

from events.registry import Subscription
from events.types import DURABLE, EventMetadata
from examples.telemetry import instruments
from examples.telemetry.ids import child_of, event_span_id, trace_id_of

tracer = trace.get_tracer("signal-shop.events")


@contextmanager
def trace_receiver(
    subscription: Subscription, event: object, metadata: EventMetadata
) -> Iterator[None]:
    """Record one run of a receiver as a span below its event, and count it."""
    labels = {"receiver": subscription.receiver, "mode": subscription.mode.value}
    trace_id = trace_id_of(metadata.request_id, metadata.correlation_id)
    parent = child_of(trace_id, event_span_id(metadata.event_id))
    attributes: dict[str, AttributeValue] = {
        **labels,
        "signal": metadata.signal,
        "attempt": metadata.attempt,
        "correlation_id": str(metadata.correlation_id),
    }
    if subscription.mode is DURABLE:
        age = timezone.now() - metadata.occurred_at
        instruments.lag.record(age.total_seconds(), labels)
    started, outcome = perf_counter(), "failed"
    # The message of an exception may contain personal data: record its class alone.
    with tracer.start_as_current_span(
        subscription.receiver,
        context=parent,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield
            outcome = "done"
        except BaseException as error:
            span.set_status(trace.StatusCode.ERROR, type(error).__name__)
            raise
        finally:
            instruments.duration.record((perf_counter() - started) * 1000, labels)
            instruments.received.add(1, {**labels, "outcome": outcome})
