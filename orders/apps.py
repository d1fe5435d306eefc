from django.apps import AppConfig
from django.core.checks import Tags, register


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from events.api import AFTER_COMMIT, DURABLE
        from events.signals import minute_passed
        from inventory.signals import product_changed
        from orders import receivers, signals
        from orders.checks import check_offers

        register(check_offers, Tags.database)

        product_changed.connect(receivers.keep_offer)
        product_changed.connect(receivers.drop_offers, delivery=AFTER_COMMIT)

        signals.order_link.connect(receivers.answer_order_link)

        minute_passed.connect(receivers.expire_orders, delivery=DURABLE, atomic=False, attempts=1)
        minute_passed.connect(
            receivers.reconcile_orders, delivery=DURABLE, atomic=False, attempts=1
        )

        # Our own signals, for work that belongs after the commit or to a worker.
        signals.order_cancelled.connect(receivers.pay_back, delivery=DURABLE, atomic=False)
        signals.order_refunded.connect(receivers.pay_back, delivery=DURABLE, atomic=False)
        signals.payment_captured_late.connect(receivers.pay_back, delivery=DURABLE, atomic=False)
        signals.order_completed.connect(receivers.drop_bestsellers, delivery=AFTER_COMMIT)
        for signal in (
            signals.order_placed,
            signals.order_completed,
            signals.order_cancelled,
            signals.order_shipped,
            signals.order_delivered,
            signals.order_refunded,
            signals.payment_captured_late,
        ):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)
