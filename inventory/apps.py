from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self) -> None:
        from events.api import AFTER_COMMIT, DURABLE
        from inventory import receivers, signals
        from orders.signals import order_cancelled, order_completed, order_placed, order_refunded
        from storefront.panels import admin_home_panels

        order_placed.connect(receivers.reserve_stock)
        order_completed.connect(receivers.sell_reserved_stock)
        order_cancelled.connect(receivers.release_stock)
        order_refunded.connect(receivers.restock_returned_lines)

        signals.available_stock.connect(receivers.answer_available_stock)
        admin_home_panels.connect(receivers.show_stock_to_do)

        # Our own signals, for work after the commit or in a worker.
        signals.product_changed.connect(receivers.invalidate_product_pages, delivery=AFTER_COMMIT)
        signals.stock_changed.connect(receivers.invalidate_stock_pages, delivery=AFTER_COMMIT)
        signals.stock_low.connect(receivers.draft_reorder, delivery=DURABLE)
        for signal in (
            signals.product_changed,
            signals.stock_changed,
            signals.stock_low,
            signals.stock_depleted,
            signals.stock_replenished,
        ):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)
