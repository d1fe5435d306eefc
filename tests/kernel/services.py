"""What the small world does: each service is one operation."""

from uuid import UUID

from django.contrib.auth.models import Group

from events import operation
from tests.kernel.signals import LampLit, lamp_lit


def light(street: str, *, correlation: UUID | None = None) -> None:
    """Write a row and announce it."""
    with operation(correlation=correlation):
        Group.objects.create(name=f"Keepers of {street}")
        lamp_lit.publish(LampLit(street=street))
