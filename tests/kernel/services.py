"""What the small world does: each service is one operation."""

from uuid import UUID

from django.contrib.auth.models import Group

from events import unit_of_work
from tests.kernel.signals import LampLit, lamp_lit


def light(street: str, *, correlation_id: UUID | None = None) -> None:
    """Write a row and announce it."""
    with unit_of_work(correlation_id=correlation_id):
        Group.objects.create(name=f"Keepers of {street}")
        lamp_lit.publish(LampLit(street=street))
