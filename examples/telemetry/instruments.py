"""The metrics of the plugin."""

from opentelemetry import metrics

_meter = metrics.get_meter("signal-shop.events")

published = _meter.create_counter(
    "events.published", unit="{event}", description="Stored events, by signal."
)
received = _meter.create_counter(
    "events.received", unit="{run}", description="Runs of receivers, by receiver and outcome."
)
duration = _meter.create_histogram(
    "events.receiver.duration", unit="ms", description="How long receivers run."
)
lag = _meter.create_histogram(
    "events.delivery.lag", unit="s", description="From publication to the durable receiver."
)
refused = _meter.create_counter(
    "events.refused", unit="{refusal}", description="Refused units of work, by reason."
)
