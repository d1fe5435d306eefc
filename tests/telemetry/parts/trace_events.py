"""Run with `PLUGIN_APPS=examples.telemetry`: spans and metrics of events and receivers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from events.api import DURABLE, unit_of_work
from events.context import bind
from events.testing import deliver_all
from examples.telemetry.receivers import note_request, trace_request
from tests.events.teashop import receivers
from tests.events.teashop.signals import TeaSold, tea_sold

pytestmark = pytest.mark.django_db(transaction=True)

_exporter = InMemorySpanExporter()


@dataclass(slots=True)
class Spans:
    """The spans that were recorded so far, by name."""

    def named(self, name: str) -> ReadableSpan:
        (span,) = [span for span in _exporter.get_finished_spans() if span.name == name]
        return span

    def __len__(self) -> int:
        return len(_exporter.get_finished_spans())


@pytest.fixture(scope="session", autouse=True)
def _export_to_memory() -> None:
    provider = trace.get_tracer_provider()
    assert isinstance(provider, TracerProvider)
    provider.add_span_processor(SimpleSpanProcessor(_exporter))


@pytest.fixture
def spans() -> Spans:
    _exporter.clear()
    return Spans()


@pytest.fixture
def subscribed() -> Iterator[None]:
    tea_sold.connect(receivers.remember)
    tea_sold.connect(receivers.fail, delivery=DURABLE)
    yield
    tea_sold.disconnect(receivers.remember)
    tea_sold.disconnect(receivers.fail)
    receivers.errors.clear()


def parent_of(span: ReadableSpan) -> int:
    assert span.parent is not None
    return span.parent.span_id


def sell() -> None:
    with unit_of_work():
        tea_sold.publish(TeaSold(sku="assam"))


@pytest.mark.usefixtures("subscribed")
def test_request_event_and_receivers_are_one_trace(spans: Spans) -> None:
    note_request(environ={"REQUEST_METHOD": "POST", "PATH_INFO": "/checkout/"})
    with bind(request_id="request-42"):
        sell()
    trace_request()
    deliver_all()
    request = spans.named("POST /checkout/")
    event = spans.named("publish teashop.tea_sold")
    reserve, durable = spans.named("teashop.remember"), spans.named("teashop.fail")
    traces = {span.context.trace_id for span in (request, event, reserve, durable) if span.context}
    assert len(traces) == 1
    assert request.context is not None
    assert parent_of(event) == request.context.span_id
    assert event.context is not None
    assert parent_of(reserve) == parent_of(durable) == event.context.span_id


@pytest.mark.usefixtures("subscribed", "failing_receivers")
def test_failed_attempt_is_an_error_without_its_message(spans: Spans) -> None:
    receivers.errors.append(LookupError("ada@example.com"))
    sell()
    deliver_all(failures=True)
    failed = spans.named("teashop.fail")
    assert failed.status.status_code is StatusCode.ERROR
    assert failed.status.description == "LookupError"
    assert "ada@example.com" not in failed.to_json()


def test_rolled_back_event_has_no_span(spans: Spans) -> None:
    with pytest.raises(LookupError), unit_of_work():
        tea_sold.publish(TeaSold(sku="assam"))
        raise LookupError
    assert len(spans) == 0


def test_request_without_events_has_no_span(spans: Spans) -> None:
    request_started.send(sender=None, environ={"REQUEST_METHOD": "GET", "PATH_INFO": "/"})
    request_finished.send(sender=None)
    assert len(spans) == 0


def test_pages_are_served(client: Client) -> None:
    assert client.get("/").status_code == 200
