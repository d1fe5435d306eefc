"""The subscriptions of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from accounts.signals import account_closed, customer_panels, email_confirmed, personal_data
        from events.api import AFTER_COMMIT, DURABLE
        from events.explorer.references import flow_names, flow_references
        from events.signals import minute_passed
        from inventory.signals import product_changed, stock_changed
        from orders import receivers, signals
        from orders.gateway import payment_gateway
        from storefront.panels import admin_home_panels

        payment_gateway()  # a shop that cannot take money does not start

        product_changed.connect(receivers.update_offer)
        stock_changed.connect(receivers.update_availability)

        email_confirmed.connect(receivers.join_guest_orders, delivery=DURABLE)
        account_closed.connect(receivers.anonymise_customer)
        personal_data.connect(receivers.export_orders)

        signals.order_link.connect(receivers.answer_order_link)
        signals.order_address.connect(receivers.answer_order_address)
        flow_references.connect(receivers.answer_flow_references)
        flow_names.connect(receivers.answer_flow_names)
        customer_panels.connect(receivers.show_customer_orders)
        admin_home_panels.connect(receivers.show_orders_to_do)

        minute_passed.connect(
            receivers.expire_orders, delivery=DURABLE, atomic=False, attempts=1, queue="payments"
        )
        minute_passed.connect(receivers.prune_baskets, delivery=DURABLE, attempts=1)

        # Our own signals, for work that belongs after the commit or in a worker.
        signals.payment_requested.connect(
            receivers.charge_payment, delivery=DURABLE, atomic=False, queue="payments"
        )
        for refunded in (
            signals.order_cancelled,
            signals.order_refunded,
            signals.payment_captured_late,
        ):
            refunded.connect(
                receivers.refund_payment, delivery=DURABLE, atomic=False, queue="payments"
            )
        signals.order_completed.connect(receivers.invalidate_bestsellers, delivery=AFTER_COMMIT)
        for signal in (
            signals.order_placed,
            signals.address_save_requested,
            signals.payment_requested,
            signals.order_completed,
            signals.order_cancelled,
            signals.order_shipped,
            signals.order_delivered,
            signals.order_refunded,
            signals.payment_captured_late,
            signals.guest_order_joined,
        ):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)
