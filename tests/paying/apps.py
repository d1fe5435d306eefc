from django.apps import AppConfig


class PayingConfig(AppConfig):
    """The plugin of the processes that the tests start: `PLUGIN_APPS=tests.paying`."""

    name = "tests.paying"

    def ready(self) -> None:
        from events.api import AFTER_COMMIT
        from orders.signals import order_completed, order_placed, payment_captured_late
        from tests.paying.receivers import reach_commit

        for signal in (order_placed, order_completed, payment_captured_late):
            signal.connect(reach_commit, delivery=AFTER_COMMIT)
