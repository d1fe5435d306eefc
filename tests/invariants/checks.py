"""The invariants of the shop, each as a check of the database."""

from decimal import Decimal

from django.db.models import F, Sum

from events.models import Delivery, Status, StoredEvent
from inventory.models import Stock
from loyalty.models import Account, Entry
from notifications.models import Message
from orders.models import Charge, Line, Order, Refund

PAID = ("completed", "shipped", "delivered", "refunded")


def check_always() -> None:
    """Check the invariants that hold after every unit of work."""
    check_stock()
    check_totals()
    check_charges()
    check_events()
    check_points()


def check_when_settled() -> None:
    """Check the invariants that hold once every delivery is done."""
    check_deliveries()
    check_refunds()
    check_awards()
    check_messages()


def check_stock() -> None:
    for stock in Stock.objects.select_related("product"):
        assert stock.available + stock.reserved + stock.sold == stock.received - stock.lost
        promised = Line.objects.filter(sku=stock.product_id, order__status="pending")
        assert stock.reserved == (promised.aggregate(n=Sum("quantity"))["n"] or 0)


def check_totals() -> None:
    for order in Order.objects.prefetch_related("lines"):
        assert order.total == order.goods_paid + order.shipping_paid
        assert order.total == sum(line.paid for line in order.lines.all()) + order.shipping_paid


def check_charges() -> None:
    captured = {
        charge.key: charge.amount for charge in Charge.objects.filter(status=Charge.Status.CAPTURED)
    }
    for order in Order.objects.prefetch_related("refunds", "payments"):
        keys = [str(payment.id) for payment in order.payments.all()]
        charged = sum((captured.pop(key, Decimal(0)) for key in keys), Decimal(0))
        refunded = sum((refund.amount for refund in order.refunds.all()), Decimal(0))
        if order.status in PAID:
            assert charged - refunded == order.total - order.refunded
        elif order.status == "cancelled":
            assert refunded == (charged if order.paid_at or refunded else Decimal(0))
    assert not captured, "a charge without an order"


def check_events() -> None:
    published = list(StoredEvent.objects.values_list("signal", "correlation_id"))
    for order in Order.objects.all():
        signals = [signal for signal, correlation_id in published if correlation_id == order.id]
        assert signals.count("orders.order_placed") == 1
        assert signals.count("orders.order_completed") == (order.paid_at is not None)
        assert signals.count("orders.order_cancelled") == (order.status == "cancelled")
        assert signals.count("orders.order_shipped") == (order.shipped_at is not None)
        assert signals.count("orders.order_delivered") == (order.delivered_at is not None)
    existing = {order_id for (order_id,) in Order.objects.values_list("id")}
    placed = {c for signal, c in published if signal == "orders.order_placed"}
    assert placed == existing, "an event of an order that does not exist"


def check_points() -> None:
    accounts = Account.objects.values_list("balance", "debt", Sum("entries__points"))
    for balance, debt, ledger in accounts:
        assert balance - debt == (ledger or 0)
        assert 0 in (balance, debt)


def check_deliveries() -> None:
    """Check that deliveries are done, except for the clock, whose receivers run once only."""
    unfinished = Delivery.objects.exclude(status=Status.DONE).exclude(signal="events.minute_passed")
    assert not unfinished, [f"{d.receiver}: {d.status} {d.last_error[-300:]}" for d in unfinished]


def check_refunds() -> None:
    assert not Refund.objects.filter(paid_at=None)
    assert not Charge.objects.filter(refunded__gt=F("amount"))
    for order in Order.objects.filter(status="cancelled"):
        keys = [str(payment.id) for payment in order.payments.all()]
        for charge in Charge.objects.filter(key__in=keys, status=Charge.Status.CAPTURED):
            assert charge.refunded == charge.amount


def check_awards() -> None:
    """Check that an order earned points for the goods that were paid and not refunded."""
    for order in Order.objects.exclude(customer=None):
        earned = Entry.objects.filter(order_id=order.id, type__in=["award", "reversal"])
        assert (earned.aggregate(n=Sum("points"))["n"] or 0) == int(
            order.goods_paid_after_refunds()
        )
        redeemed = Entry.objects.filter(order_id=order.id, type__in=["redemption", "return"])
        spent = redeemed.aggregate(n=Sum("points"))["n"] or 0
        if order.status in ("cancelled", "refunded"):
            assert spent == 0


def check_messages() -> None:
    keys = [(m.event_id, m.type, m.recipient_id, m.email) for m in Message.objects.all()]
    assert len(keys) == len(set(keys))
    receipts = [m.order_id for m in Message.objects.filter(type="receipt")]
    paid = Order.objects.exclude(paid_at=None).values_list("id", flat=True)
    assert sorted(receipts, key=str) == sorted(paid, key=str)
