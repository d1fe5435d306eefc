from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from events.api import AFTER_COMMIT, DURABLE
        from inventory import signals as inventory
        from loyalty import signals as loyalty
        from notifications import receivers
        from notifications.signals import message_written
        from orders import signals as orders
        from storefront.panels import header_panels

        orders.order_completed.connect(receivers.write_receipt, delivery=DURABLE)
        orders.order_shipped.connect(receivers.tell_of_shipping, delivery=DURABLE)
        orders.order_delivered.connect(receivers.tell_of_arrival, delivery=DURABLE)
        orders.order_cancelled.connect(receivers.tell_of_cancellation, delivery=DURABLE)
        orders.order_refunded.connect(receivers.tell_of_refund, delivery=DURABLE)
        loyalty.points_awarded.connect(receivers.tell_of_points, delivery=DURABLE)
        loyalty.tier_reached.connect(receivers.tell_of_tier, delivery=DURABLE)
        inventory.stock_low.connect(receivers.warn_of_low_stock, delivery=DURABLE)
        inventory.stock_depleted.connect(receivers.warn_of_empty_stock, delivery=DURABLE)
        # Any number may wait: it opens one operation for a hundred of them.
        inventory.stock_replenished.connect(
            receivers.tell_who_waits, delivery=DURABLE, atomic=False
        )

        header_panels.connect(receivers.show_inbox_link)
        orders.order_page_panels.connect(receivers.show_what_was_told)
        inventory.product_page_panels.connect(receivers.offer_to_tell)

        # Our own signal: a mail server is slow, so that a worker talks to it, after the commit
        # and with no transaction held open.
        message_written.connect(receivers.send_email, delivery=DURABLE, atomic=False)
        message_written.connect(receivers.log_event, delivery=AFTER_COMMIT)
