from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "examples.telemetry"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import post_save

        from events.dispatch import around_receiver
        from events.models import Refusal, StoredEvent
        from examples.telemetry import provider, receivers, spans

        provider.configure()
        request_started.connect(receivers.note_request)
        request_finished.connect(receivers.trace_request)
        post_save.connect(receivers.trace_event, sender=StoredEvent)
        post_save.connect(receivers.count_refusal, sender=Refusal)
        if spans.trace_receiver not in around_receiver:
            around_receiver.append(spans.trace_receiver)
