"""Messages are written: once for an event, an addressee and a kind, however often it is heard."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from uuid import UUID

from django.contrib.auth import get_user_model

from events.api import unit_of_work
from notifications import rendering, selectors
from notifications.models import Kind, Message
from notifications.signals import MessageWritten, message_written

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a message is for: an account, a guest's address, or an account at an address."""

    email: str
    user_id: int | None = None


class OrderEvent(Protocol):
    """What every event in the life of an order says of the order and its customer."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def order_id(self) -> UUID: ...
    @property
    def customer_id(self) -> int | None: ...
    @property
    def email(self) -> str: ...


def tell_customer(kind: Kind, event: OrderEvent, *, cause: UUID) -> None:
    """Tell the customer of an order, at the address given with the order.

    A customer whose account is gone is told as a guest.
    """
    user_id = event.customer_id
    if user_id is not None and not get_user_model().objects.filter(pk=user_id).exists():
        user_id = None
    customer = Addressee(email=event.email, user_id=user_id)
    write(kind, event, [customer], cause=cause, order_id=event.order_id)


def tell_account(
    kind: Kind,
    event: "DataclassInstance",
    *,
    cause: UUID,
    user_id: int,
    order_id: UUID | None = None,
) -> None:
    """Tell an account; nobody, if it is gone."""
    account = _addressees([user_id])
    write(kind, event, account, cause=cause, order_id=order_id)


def tell_staff(kind: Kind, event: "DataclassInstance", *, cause: UUID) -> None:
    """Tell everybody who works here."""
    write(kind, event, _addressees(selectors.staff_ids()), cause=cause)


def write(
    kind: Kind,
    event: "DataclassInstance",
    to: Iterable[Addressee],
    *,
    cause: UUID,
    order_id: UUID | None = None,
) -> None:
    """Write a message to each, and announce those that are to be sent by e-mail.

    Who has a message of this kind for the event `cause` gets no second one. Three statements,
    and what each announcement costs, however many the addressees.
    """
    addressees = list(to)
    context = _facts(event)
    subject = rendering.subject(kind, context)
    unwanted = selectors.accounts_without_email(kind, [each.user_id for each in addressees])
    messages = [
        Message(
            kind=kind,
            recipient_id=each.user_id,
            email=each.email,
            wants_email=bool(each.email) and each.user_id not in unwanted,
            subject=subject,
            context=context,
            order_id=order_id,
            event_id=cause,
        )
        for each in addressees
    ]
    with unit_of_work():
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        # Those that were written: whoever had one already has it under another id.
        new = Message.objects.filter(pk__in=[message.pk for message in messages], wants_email=True)
        for message_id in new.order_by("pk").values_list("pk", flat=True):
            message_written.publish(MessageWritten(message_id=message_id))


def _addressees(user_ids: Iterable[int]) -> list[Addressee]:
    accounts = get_user_model().objects.filter(pk__in=user_ids).order_by("pk")
    return [Addressee(email=account.email, user_id=account.pk) for account in accounts]


def _facts(event: "DataclassInstance") -> dict[str, Any]:
    """What the templates are given: all that the event says, but for the address."""
    return {name: value for name, value in asdict(event).items() if name != "email"}
