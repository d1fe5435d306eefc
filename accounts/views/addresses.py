"""The addresses that a customer saves for the checkout."""

from dataclasses import asdict
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.forms import SavedAddressForm
from accounts.models import Address
from accounts.views.buttons import button_of

SAVED_BEFORE = "You have saved this address already."


@require_safe
@login_required
@never_cache
def address_list(request: HttpRequest) -> HttpResponse:
    """Show the saved addresses, the default one first."""
    addresses = Address.objects.filter(customer=request.user.pk)
    has_room = len(addresses) < services.MAX_ADDRESSES
    context = {"addresses": addresses, "has_room": has_room, "limit": services.MAX_ADDRESSES}
    return render(request, "accounts/addresses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Save another address."""
    form = SavedAddressForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_address(customer_id=_customer_id(request), address=form.postal_address)
        except services.AddressBookFull as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, "The address is saved.")
            return redirect("addresses")
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Change an address, unless it was changed after the form was opened."""
    stored = get_object_or_404(Address, pk=address_id, customer=request.user.pk)
    initial = {**asdict(stored.postal_address), "version": stored.version}
    form = SavedAddressForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.change_address(
                customer_id=_customer_id(request),
                address_id=address_id,
                version=form.cleaned_data["version"],
                address=form.postal_address,
            )
        except Address.DoesNotExist as error:
            raise Http404("This address was deleted.") from error
        except services.AddressSavedBefore:
            form.add_error(None, SAVED_BEFORE)
        except services.AddressChanged as changed:
            return _changed(request, changed.stored)
        else:
            messages.success(request, "The address is saved.")
            return redirect("addresses")
    return _page(request, form, stored)


@require_POST
@button_of("addresses")
@never_cache
def make_default(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Let the checkout start with this address."""
    try:
        services.make_default_address(customer_id=_customer_id(request), address_id=address_id)
    except Address.DoesNotExist as error:
        raise Http404("This address was deleted.") from error
    messages.success(request, "The checkout starts with this address now.")
    return redirect("addresses")


@require_POST
@button_of("addresses")
@never_cache
def delete(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Delete an address."""
    services.delete_address(customer_id=_customer_id(request), address_id=address_id)
    messages.success(request, "The address is deleted.")
    return redirect("addresses")


def _customer_id(request: HttpRequest) -> int:
    """Return the id of the customer, whom `login_required` let in."""
    return cast("int", request.user.pk)


def _changed(request: HttpRequest, stored: Address) -> HttpResponse:
    """Show what was typed beside the stored address; saving again overwrites that version."""
    typed = {**request.POST.dict(), "version": str(stored.version)}
    return _page(request, SavedAddressForm(typed), stored, is_changed=True, status=409)


def _page(
    request: HttpRequest,
    form: SavedAddressForm,
    stored: Address | None = None,
    *,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "stored": stored, "is_changed": is_changed}
    status = 422 if form.errors else status
    return render(request, "accounts/address.html", context, status=status)
