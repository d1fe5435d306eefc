"""Changes of orders after a customer confirms an address or closes the account."""

from django.contrib.auth import get_user_model

from events.api import unit_of_work
from events.delivery.maintenance import erase_personal_data
from orders.models import Basket, Note, Order, Payment
from orders.signals import GuestOrderJoined, guest_order_joined

ERASED = "(erased)"


def join_guest_orders(*, customer_id: int) -> None:
    """Add the orders that a customer placed as a guest to the account.

    Only call it once the address of the account is confirmed. Publish `guest_order_joined` for
    each order whose goods are paid. An account that is closed by now gets none.
    """
    email = get_user_model().objects.values_list("email", flat=True).filter(pk=customer_id).first()
    if email is None:
        return
    with unit_of_work():
        # Locked: an order that is paid at this moment is published with its customer, or here.
        guests = Order.objects.select_for_update().filter(customer=None, email__iexact=email)
        orders = list(guests.order_by("pk"))
        Order.objects.filter(pk__in=[order.pk for order in orders]).update(customer_id=customer_id)
        for order in orders:
            _publish_joined(order, customer_id)


def _publish_joined(order: Order, customer_id: int) -> None:
    goods_paid = order.goods_paid_after_refunds()
    if not goods_paid:
        return
    with unit_of_work(correlation_id=order.id):
        guest_order_joined.publish(
            GuestOrderJoined(
                order_id=order.id,
                number=order.number,
                customer_id=customer_id,
                goods_paid=goods_paid,
            )
        )


def anonymise_customer(*, customer_id: int) -> None:
    """Erase the customer from their orders and from the stored events about them.

    Amounts, lines and country stay: German law requires invoices to be kept for ten years
    (§ 147 AO), without the person.
    """
    orders = Order.objects.filter(customer_id=customer_id)
    order_ids = list(orders.values_list("pk", flat=True))
    erase_personal_data(correlation_ids=order_ids)
    Payment.objects.filter(order_id__in=order_ids).update(token="", card_brand="", card_last4="")
    Basket.objects.filter(customer_id=customer_id).delete()
    Note.objects.filter(order_id__in=order_ids).delete()
    orders.update(
        customer=None,
        email="erased@shop.invalid",
        name=ERASED,
        address=ERASED,
        postcode="",
        city=ERASED,
        state="",
        tracking_number="",
    )
