from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "loyalty"

    def ready(self) -> None:
        from accounts.signals import account_closed, customer_panels, personal_data
        from events.api import AFTER_COMMIT, DURABLE
        from loyalty import receivers, signals
        from orders.signals import (
            checkout_adjustments,
            guest_order_joined,
            order_cancelled,
            order_completed,
            order_page_panels,
            order_placed,
            order_refunded,
        )
        from storefront.panels import header_panels

        order_placed.connect(receivers.redeem_points)
        order_completed.connect(receivers.award_points, delivery=DURABLE)
        guest_order_joined.connect(receivers.award_points_of_guest, delivery=DURABLE)
        order_cancelled.connect(receivers.return_redeemed_points)
        order_cancelled.connect(receivers.reverse_points, delivery=DURABLE)
        order_refunded.connect(receivers.reverse_refunded_points, delivery=DURABLE)

        account_closed.connect(receivers.erase_customer)
        personal_data.connect(receivers.export_points)
        customer_panels.connect(receivers.show_customer_points)

        checkout_adjustments.connect(receivers.offer_adjustments)
        order_page_panels.connect(receivers.show_order_points)
        header_panels.connect(receivers.show_balance)

        signals.points_awarded.connect(receivers.log_event, delivery=AFTER_COMMIT)
        signals.tier_reached.connect(receivers.log_event, delivery=AFTER_COMMIT)
