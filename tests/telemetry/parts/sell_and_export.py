"""A process of the shop that publishes, or that delivers, and exports what it traced."""

import sys

import django

django.setup()

from opentelemetry import metrics, trace  # noqa: E402  # after the apps are loaded
from opentelemetry.sdk.metrics import MeterProvider  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402

from events.api import DURABLE, unit_of_work  # noqa: E402
from events.context import bind  # noqa: E402
from events.delivery.deliver import deliver  # noqa: E402
from tests.events.teashop import receivers  # noqa: E402
from tests.events.teashop.signals import TeaSold, tea_sold  # noqa: E402

tea_sold.connect(receivers.write_receipt, delivery=DURABLE)
if sys.argv[1] == "publish":
    with bind(request_id="request-42"), unit_of_work():
        tea_sold.publish(TeaSold(sku="assam"))
else:
    while deliver():
        pass
for provider in (trace.get_tracer_provider(), metrics.get_meter_provider()):
    assert isinstance(provider, TracerProvider | MeterProvider)
    provider.force_flush()
