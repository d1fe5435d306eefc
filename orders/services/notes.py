"""Internal notes, and corrections of the address."""

from dataclasses import asdict
from uuid import UUID

from events.api import unit_of_work
from orders.models import Note, Order, Status
from orders.services.transitions import TransitionNotAllowed
from orders.values import Contact

# Until the parcel has left.
CORRECTABLE = frozenset({Status.PENDING, Status.COMPLETED})


def add_note(*, order_id: UUID, author_id: int | None, text: str) -> Note:
    """Add an internal note to an order; customers never see it.

    A note that repeats the latest one is a form that was sent twice: return the latest one.
    """
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
        latest = order.notes.first()
        if latest is not None and (latest.author_id, latest.text) == (author_id, text):
            return latest
        return Note.objects.create(order=order, author_id=author_id, text=text)


def correct_address(
    *, order_id: UUID, contact: Contact, author_id: int | None, seen: Contact | None = None
) -> bool:
    """Replace the contact of an order that was not shipped; return whether it changed.

    The previous contact becomes a note of the order. Raise TransitionNotAllowed, also if the order
    has another contact than the one `seen`, or Order.DoesNotExist.
    """
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        status = Status(order.status)
        if status not in CORRECTABLE:
            raise TransitionNotAllowed(
                status, f"This order is {status.label} and its address cannot be changed any more."
            )
        stored = order.contact
        if contact == stored:
            return False
        if seen not in (None, stored):
            raise TransitionNotAllowed(
                status, "Another user changed the address at the same time. Nothing was saved."
            )
        previous = ", ".join(filter(None, asdict(stored).values()))
        add_note(order_id=order_id, author_id=author_id, text=f"Previous address: {previous}")
        Order.objects.filter(pk=order_id).update(**asdict(contact))
    return True
