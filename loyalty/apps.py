from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "loyalty"

    def ready(self) -> None:
        from events import AFTER_COMMIT, DURABLE
        from loyalty import receivers, signals
        from orders.signals import (
            checkout_adjustments,
            order_cancelled,
            order_completed,
            order_page_panels,
            order_placed,
            order_refunded,
        )
        from storefront.panels import header_panels

        checkout_adjustments.connect(receivers.offer_benefits)
        order_page_panels.connect(receivers.show_points_of_order)
        header_panels.connect(receivers.show_balance)

        order_placed.connect(receivers.redeem_points)
        order_completed.connect(receivers.award_points, delivery=DURABLE)
        order_cancelled.connect(receivers.return_points, delivery=DURABLE)
        order_refunded.connect(receivers.take_back_points, delivery=DURABLE)

        # Our own signals, for a line in the log once they are committed.
        for signal in (signals.points_awarded, signals.tier_reached):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)
