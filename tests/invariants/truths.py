"""The invariants of the shop, each as a question to the database."""

from decimal import Decimal

from django.db.models import F, Sum

from events.models import Delivery, Status, StoredEvent
from inventory.models import Stock
from loyalty.models import Account, Entry
from notifications.models import Message
from orders.models import Charge, Line, Order, Refund

PAID = ("completed", "shipped", "delivered", "refunded")


def always() -> None:
    """What holds after every operation, whatever is still to be delivered."""
    stock_adds_up()
    totals_are_their_parts()
    every_charge_has_its_order_or_goes_back()
    every_order_has_its_events()
    points_are_the_sum_of_the_ledger()


def when_settled() -> None:
    """What holds besides, once every delivery has been made."""
    every_delivery_is_done()
    every_refund_is_paid()
    the_award_is_for_what_was_kept()
    one_message_for_each_event_and_recipient()


def stock_adds_up() -> None:
    for stock in Stock.objects.select_related("product"):
        assert stock.available + stock.reserved + stock.sold == stock.received - stock.lost
        promised = Line.objects.filter(sku=stock.product_id, order__status="pending")
        assert stock.reserved == (promised.aggregate(n=Sum("quantity"))["n"] or 0)


def totals_are_their_parts() -> None:
    for order in Order.objects.prefetch_related("lines"):
        assert order.total == order.goods_paid + order.shipping_paid
        assert order.total == sum(line.paid for line in order.lines.all()) + order.shipping_paid


def every_charge_has_its_order_or_goes_back() -> None:
    captured = {
        charge.key: charge.amount for charge in Charge.objects.filter(status=Charge.Status.CAPTURED)
    }
    for order in Order.objects.prefetch_related("refunds", "payments"):
        keys = [str(payment.id) for payment in order.payments.all()]
        taken = sum((captured.pop(key, Decimal(0)) for key in keys), Decimal(0))
        back = sum((refund.amount for refund in order.refunds.all()), Decimal(0))
        if order.status in PAID:
            assert taken - back == order.total - order.refunded
        elif order.status == "cancelled":
            assert back == (taken if order.paid_at or back else Decimal(0))
    assert not captured, "a charge without an order"


def every_order_has_its_events() -> None:
    published = list(StoredEvent.objects.values_list("signal", "correlation_id"))
    for order in Order.objects.all():
        mine = [signal for signal, correlation_id in published if correlation_id == order.id]
        assert mine.count("orders.order_placed") == 1
        assert mine.count("orders.order_completed") == (order.paid_at is not None)
        assert mine.count("orders.order_cancelled") == (order.status == "cancelled")
        assert mine.count("orders.order_shipped") == (order.shipped_at is not None)
        assert mine.count("orders.order_delivered") == (order.delivered_at is not None)
    known = {order_id for (order_id,) in Order.objects.values_list("id")}
    placed = {c for signal, c in published if signal == "orders.order_placed"}
    assert placed == known, "an event of an order that does not exist"


def points_are_the_sum_of_the_ledger() -> None:
    accounts = Account.objects.values_list("balance", "debt", Sum("entries__points"))
    for balance, debt, ledger in accounts:
        assert balance - debt == (ledger or 0)
        assert 0 in (balance, debt)


def every_delivery_is_done() -> None:
    """Of the clock's some may have failed: each is tried once, the next minute makes up for it."""
    left = Delivery.objects.exclude(status=Status.DONE).exclude(signal="events.minute_passed")
    assert not left, [f"{d.receiver}: {d.status} {d.last_error[-300:]}" for d in left]


def every_refund_is_paid() -> None:
    assert not Refund.objects.filter(paid_at=None)
    assert not Charge.objects.filter(refunded__gt=F("amount"))
    for order in Order.objects.filter(status="cancelled"):
        keys = [str(payment.id) for payment in order.payments.all()]
        for charge in Charge.objects.filter(key__in=keys, status=Charge.Status.CAPTURED):
            assert charge.refunded == charge.amount


def the_award_is_for_what_was_kept() -> None:
    """Points earned with an order are those of what was paid for goods and not paid back."""
    for order in Order.objects.exclude(customer=None):
        earned = Entry.objects.filter(order_id=order.id, type__in=["award", "reversal"])
        assert (earned.aggregate(n=Sum("points"))["n"] or 0) == int(
            order.goods_paid_after_refunds()
        )
        redeemed = Entry.objects.filter(order_id=order.id, type__in=["redemption", "return"])
        spent = redeemed.aggregate(n=Sum("points"))["n"] or 0
        if order.status in ("cancelled", "refunded"):
            assert spent == 0


def one_message_for_each_event_and_recipient() -> None:
    keys = [(m.event_id, m.type, m.recipient_id, m.email) for m in Message.objects.all()]
    assert len(keys) == len(set(keys))
    receipts = [m.order_id for m in Message.objects.filter(type="receipt")]
    paid = Order.objects.exclude(paid_at=None).values_list("id", flat=True)
    assert sorted(receipts, key=str) == sorted(paid, key=str)
