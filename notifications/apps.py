from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts.signals import account_closed, customer_panels, personal_data
        from events.api import AFTER_COMMIT, DURABLE
        from events.signals import minute_passed
        from inventory import signals as inventory
        from loyalty import signals as loyalty
        from notifications import receivers, signals
        from orders import signals as orders
        from storefront.panels import header_panels

        orders.order_completed.connect(receivers.send_receipt, delivery=DURABLE)
        orders.order_shipped.connect(receivers.notify_shipped, delivery=DURABLE)
        orders.order_delivered.connect(receivers.notify_delivered, delivery=DURABLE)
        orders.order_cancelled.connect(receivers.notify_cancelled, delivery=DURABLE)
        orders.order_refunded.connect(receivers.notify_refunded, delivery=DURABLE)
        loyalty.points_awarded.connect(receivers.notify_points_awarded, delivery=DURABLE)
        loyalty.tier_reached.connect(receivers.notify_tier_reached, delivery=DURABLE)
        inventory.stock_low.connect(receivers.notify_staff_low_stock, delivery=DURABLE)
        inventory.stock_depleted.connect(receivers.notify_staff_sold_out, delivery=DURABLE)
        # Any number of customers can wait: these receivers commit after each hundred.
        inventory.stock_replenished.connect(
            receivers.notify_waiting_customers, delivery=DURABLE, atomic=False
        )
        signals.stock_alert_requested.connect(
            receivers.notify_if_in_stock, delivery=DURABLE, atomic=False
        )
        minute_passed.connect(receivers.prune_messages, delivery=DURABLE, attempts=1)
        minute_passed.connect(
            receivers.notify_staff_failed_deliveries, delivery=DURABLE, attempts=1
        )

        account_closed.connect(receivers.erase_customer)
        personal_data.connect(receivers.export_messages)
        customer_panels.connect(receivers.show_customer_emails)

        header_panels.connect(receivers.show_inbox_link)
        orders.order_page_panels.connect(receivers.show_order_messages)
        orders.order_admin_panels.connect(receivers.show_emails)
        inventory.product_page_panels.connect(receivers.show_stock_alert_form)

        # Our own signals, for work that must not delay a transaction.
        signals.message_written.connect(
            receivers.send_email, delivery=DURABLE, atomic=False, queue="mail"
        )
        for signal in (signals.message_written, signals.stock_alert_requested):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)
