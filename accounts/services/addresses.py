"""The addresses that a customer saves.

Every change locks the customer's row, so two requests at the same moment cannot exceed the limit
or choose two default addresses.
"""

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from accounts.models import Address, User
from storefront.addresses import PostalAddress

MAX_ADDRESSES = 20  # of one customer


class AddressBookFull(Exception):
    """The customer has saved as many addresses as allowed; the message states the limit."""


class AddressChanged(Exception):
    """The address was changed after the form was opened; `stored` is its current version."""

    def __init__(self, stored: Address) -> None:
        super().__init__()
        self.stored = stored


class AddressSavedBefore(Exception):
    """Another one of the customer's addresses is the same."""


def add_address(*, customer_id: int, address: PostalAddress) -> Address:
    """Save an address; the first one becomes the default. Raise AddressBookFull at the limit.

    An address that is saved already is returned: a form can be submitted twice.
    """
    with transaction.atomic():
        saved = _locked(customer_id)
        same = _same(saved, address)
        if same is not None:
            return same
        if len(saved) >= MAX_ADDRESSES:
            raise AddressBookFull(
                f"You have saved {MAX_ADDRESSES} addresses, which is the maximum. "
                "Delete one of them first."
            )
        added = Address(customer_id=customer_id, is_default=not saved)
        added.postal_address = address
        added.save(force_insert=True)
        return added


def save_ordered_address(*, customer_id: int, address: PostalAddress) -> None:
    """Save the address of an order, unless the account is closed or has as many as allowed."""
    with suppress(User.DoesNotExist, AddressBookFull):
        add_address(customer_id=customer_id, address=address)


def change_address(
    *, customer_id: int, address_id: UUID, version: int, address: PostalAddress
) -> None:
    """Change the version of an address that the customer saw.

    Raise Address.DoesNotExist, AddressChanged or AddressSavedBefore.
    """
    with transaction.atomic():
        saved = _locked(customer_id)
        stored = _with_id(saved, address_id)
        if stored.postal_address == address:
            return  # as for a second submission
        if stored.version != version:
            raise AddressChanged(stored)
        if _same(saved, address):
            raise AddressSavedBefore
        stored.postal_address = address
        stored.version += 1
        stored.save()


def make_default_address(*, customer_id: int, address_id: UUID) -> None:
    """Let the checkout start with this address; raise Address.DoesNotExist."""
    with transaction.atomic():
        _make_default(_with_id(_locked(customer_id), address_id))


def delete_address(*, customer_id: int, address_id: UUID) -> None:
    """Delete an address, if it exists. The latest of the others replaces a default address."""
    with transaction.atomic():
        saved = _locked(customer_id)
        Address.objects.filter(customer_id=customer_id, pk=address_id).delete()
        remaining = [address for address in saved if address.pk != address_id]
        if remaining and not any(address.is_default for address in remaining):
            _make_default(remaining[0])


def _locked(customer_id: int) -> list[Address]:
    """Return the customer's addresses, the default one first; they are locked until the commit."""
    User.objects.select_for_update(no_key=True).get(pk=customer_id)
    return list(Address.objects.filter(customer_id=customer_id))


def _same(saved: list[Address], address: PostalAddress) -> Address | None:
    return next((each for each in saved if each.postal_address == address), None)


def _with_id(saved: list[Address], address_id: UUID) -> Address:
    for address in saved:
        if address.pk == address_id:
            return address
    raise Address.DoesNotExist


def _make_default(address: Address) -> None:
    Address.objects.filter(customer_id=address.customer_id).update(is_default=False)
    Address.objects.filter(pk=address.pk).update(is_default=True)
