"""One object for every address: what belongs to Ada, and one row for every list of the admin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from axes.models import AccessAttempt
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.links import confirmation_link
from accounts.models import LinkPurpose, User
from inventory.models import Product
from notifications.models import Message
from orders.links import link_to
from orders.models import Order
from tests.accounts.factories import AddressFactory, LinkRequestFactory, UserFactory, group
from tests.events.factories import DeliveryFactory, RefusalFactory
from tests.inventory.factories import MovementFactory, ProductFactory, ReorderFactory
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.notifications.factories import (
    EmailPreferenceFactory,
    MessageFactory,
    StockAlertFactory,
)
from tests.orders import shop
from tests.orders.factories import (
    BasketLineFactory,
    ChargeRefundFactory,
    RefundFactory,
)
from tests.security.addresses import Address
from tests.storefront.factories import FlatPageFactory, ImportFactory

_RESOURCES = {
    "orders_order": "orders.resources.ParcelResource",
    "inventory_product": "inventory.resources.ProductResource",
    "inventory_stock": "inventory.resources.StockResource",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Rows by the label of their model, and the parts of addresses by their parameters."""

    ada: User
    rows: dict[str, Model]
    parts: dict[str, Any]
    confirmations: dict[str, str]

    def path(self, address: Address) -> str:
        """Return the path of an address, filled in with the examples."""
        if address.name in self.confirmations:
            return self.confirmations[address.name]
        parts = {name: self.parts[name] for name in address.parameters if name in self.parts}
        if "object_id" in address.parameters:
            parts["object_id"] = self._row(address).pk
        if "import_id" in address.parameters:
            model = address.name.removeprefix("admin:").removesuffix("_import_progress")
            parts["import_id"] = ImportFactory.create(resource=_RESOURCES[model]).pk
        if "pk" in address.parameters:
            parts["pk"] = self.rows["otp_totp.totpdevice"].pk
        if not address.pattern.name:
            url = parts.get("object_id") or "nothing-here"
            return "/" + address.route.partition("(?P")[0].partition("<")[0] + f"{url}/"
        return reverse(address.name, kwargs=parts) + self._query(address)

    def _row(self, address: Address) -> Model:
        if address.name == "admin:view_on_site":
            return self.rows["inventory.product"]
        app, model = address.route.removeprefix("admin/").split("/")[:2]
        return self.rows[f"{app}.{model}"]

    def _query(self, address: Address) -> str:
        if address.name != "admin:autocomplete":
            return ""
        wanted = {"app_label": "loyalty", "model_name": "account", "field_name": "customer"}
        return "?" + urlencode(wanted)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Undo what the block does to the database and to the session of the client."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)


def create_examples() -> Examples:
    """Create the rows. Ada's order is paid, her message is unread, her sign-up waits."""
    ada = UserFactory.create(email="ada@example.com")
    shop.put_on_shelf("TEAPOT", name="Teapot", price="48.50")
    order = shop.buy({"TEAPOT": 2}, customer_id=ada.pk)
    line = BasketLineFactory.create(basket__customer=ada, basket__guest_id=None)
    message = MessageFactory.create(recipient=ada)
    delivery = DeliveryFactory.create(event__correlation_id=order.pk, status="failed", due_at=None)
    product = ProductFactory.create()
    entry = EntryFactory.create(account=AccountFactory.create(customer=ada))
    charge_refund = ChargeRefundFactory.create()
    rows: list[Model] = [
        order,
        shop.payment_of(order),
        RefundFactory.create(),
        line.basket,
        line.offer,
        charge_refund.charge,
        product,
        product.category,
        product.stock,
        MovementFactory.create(product=product),
        ReorderFactory.create(product=product),
        message,
        EmailPreferenceFactory.create(user=ada),
        StockAlertFactory.create(),
        entry,
        entry.account,
        ada,
        group("Stock"),
        FlatPageFactory.create(),
        delivery,
        delivery.event,
        RefusalFactory.create(),
        TOTPDevice.objects.create(user=ada, name="app", confirmed=False),
        AccessAttempt.objects.create(
            username="hash", ip_address="192.0.2.1", failures_since_start=1
        ),
    ]
    return Examples(
        ada=ada,
        rows={row._meta.label_lower: row for row in rows},
        parts=_parts(order, product, message, delivery.event),
        confirmations=_confirmations(ada),
    )


def _parts(order: Order, product: Product, message: Message, event: Any) -> dict[str, Any]:
    return {
        "slug": product.slug,
        "section": "products",
        "signed": link_to(order.pk).rstrip("/").rpartition("/")[2],
        "order_id": order.pk,
        "token": message.unsubscribe_token,
        "message_id": message.pk,
        "address_id": AddressFactory.create(customer_id=order.customer_id).pk,
        "correlation_id": event.correlation_id,
        "event_id": event.pk,
        "path": "photo.webp",
        "url": "size-guide/",
        "name": "ship",
        "app_label": "orders",
        "content_type_id": ContentType.objects.get_for_model(product).pk,
        "id": order.customer_id,
        "user_id": order.customer_id,
    }


def _confirmations(ada: User) -> dict[str, str]:
    """Return the paths of the links that are sent to addresses."""
    change = LinkRequestFactory.create(purpose=LinkPurpose.EMAIL_CHANGE, user=ada, password="")
    paths = {
        f"confirm_{request.purpose}": confirmation_link(request).partition("8000")[2]
        for request in (LinkRequestFactory.create(), change)
    }
    uid = urlsafe_base64_encode(force_bytes(ada.pk))
    token = default_token_generator.make_token(ada)
    reset = reverse("password_reset_confirm", kwargs={"uidb64": uid, "token": token})
    return {**paths, "password_reset_confirm": reset}
