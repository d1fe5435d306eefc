"""The telemetry plugin: its own tests, and one trace across two processes over OTLP."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.engines.processes import database_url
from tests.examples.processes import environment_with
from tests.processes import python, run_tests

PARTS = Path(__file__).parent / "parts"


class Collector(ThreadingHTTPServer):
    """A small OTLP receiver: it decodes and keeps what it gets."""

    def __init__(self) -> None:
        self.spans: dict[str, bytes] = {}
        self.metrics: set[str] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def keep(self, path: str, body: bytes) -> None:
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    self.spans |= {span.name: span.trace_id for span in scope.spans}
        else:
            for metrics in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for scope in metrics.scope_metrics:
                    self.metrics |= {metric.name for metric in scope.metrics}


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.keep(self.path, self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Keep the tests' output short."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_own_tests_pass_in_a_shop_with_the_plugin() -> None:
    run_tests(PARTS / "trace_events.py", env=environment_with("examples.telemetry"))


@pytest.mark.django_db(transaction=True)
def test_trace_spans_two_processes(collector: Collector) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PLUGIN_APPS": "examples.telemetry",
        "PYTHONPATH": ".",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
    }
    for act in ("publish", "deliver"):
        python(PARTS / "sell_and_export.py", act, env=environment)
    assert collector.spans["publish teashop.tea_sold"] == collector.spans["teashop.write_receipt"]
    assert {"events.published", "events.received", "events.delivery.lag"} <= collector.metrics
