"""Internal notes about customers."""

from accounts.models import CustomerNote, User
from events.api import unit_of_work


def add_customer_note(*, customer_id: int, author_id: int | None, text: str) -> CustomerNote:
    """Add an internal note to an account; customers read it only in their exported data.

    A note that repeats the latest one is a form that was sent twice: return the latest one.
    """
    with unit_of_work():
        customer = User.objects.select_for_update(no_key=True).get(pk=customer_id)
        latest = customer.notes.first()
        if latest is not None and (latest.author_id, latest.text) == (author_id, text):
            return latest
        return CustomerNote.objects.create(customer=customer, author_id=author_id, text=text)
