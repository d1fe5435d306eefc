from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "sales"

    def ready(self) -> None:
        from events.api import DURABLE
        from orders.signals import (
            order_cancelled,
            order_completed,
            order_page_panels,
            order_refunded,
        )
        from sales import receivers
        from storefront.panels import admin_home_panels, header_panels

        admin_home_panels.connect(receivers.show_sales)
        header_panels.connect(receivers.show_link)
        order_page_panels.connect(receivers.show_entries)

        order_completed.connect(receivers.count_sale, delivery=DURABLE)
        order_cancelled.connect(receivers.count_cancellation, delivery=DURABLE)
        order_refunded.connect(receivers.count_refund, delivery=DURABLE)
