"""An event that waited while the shop was brought up to date is delivered all the same."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from events.models import Delivery, Status, StoredEvent
from events.testing import deliver_all
from notifications.models import Message
from orders import services
from tests.accounts.factories import UserFactory
from tests.orders import shop

# As the shop wrote it when `order_shipped` was at version 1.
VERSION_1: dict[str, Any] = {
    "order_id": "01a20550-aa62-7201-a18a-09ffe0ff6666",
    "number": "SHOP-MV6C-PD9K",
    "customer_id": 1,
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "tracking_number": "PIGEON-7",
}


@pytest.mark.django_db
def test_version_1_is_delivered_after_the_upgrade(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    ada: User = UserFactory.create()
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    order = shop.buy({"TALL-MUG": 1}, customer_id=ada.pk)
    deliver_all()
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    # No worker was running. The release that announced it knew version 1 only:
    entry = StoredEvent.objects.get(signal="orders.order_shipped")
    entry.version = 1
    entry.payload = {**VERSION_1, "order_id": str(order.pk), "customer_id": ada.pk}
    entry.save()

    deliver_all()

    waited = Delivery.objects.get(event=entry, receiver="notifications.notify_shipped")
    assert (waited.status, waited.attempts) == (Status.DONE, 1)
    message = Message.objects.get(type="shipped")
    assert message.context["carrier"] == "Parcel Post"
    assert "with Parcel Post" in str(mailoutbox[-1].body)
    entry.refresh_from_db()
    assert entry.version == 1  # the event log stays as it was
    assert "carrier" not in entry.payload
