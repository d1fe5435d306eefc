"""Changes of orders after a customer confirms an address or closes the account."""

from django.contrib.auth import get_user_model

from events.delivery.maintenance import erase_personal_data
from orders.models import Basket, Note, Order, Payment

ERASED = "(erased)"


def join_guest_orders(*, customer_id: int) -> None:
    """Add the orders that a customer placed as a guest to the account.

    Only call it once the address of the account is confirmed.
    """
    email = get_user_model().objects.values_list("email", flat=True).get(pk=customer_id)
    Order.objects.filter(customer=None, email__iexact=email).update(customer_id=customer_id)


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
