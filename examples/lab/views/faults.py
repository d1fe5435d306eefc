"""The fault buttons: everybody in the demo may look, staff may press them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.explorer.access import changes_deliveries
from examples.lab import selectors, services
from examples.lab.forms import FaultForm
from examples.lab.models import FaultKind


@require_safe
@never_cache
def faults_page(request: HttpRequest) -> HttpResponse:
    """Who can be broken, how, and what is broken now."""
    signals = selectors.breakable_receivers()
    broken = [item for heard in signals for item in heard.receivers if item.fault]
    context = {"signals": signals, "broken": broken, "section": "faults"}
    return render(request, "lab/faults.html", context)


@require_POST
@changes_deliveries
def break_receiver(request: HttpRequest) -> HttpResponse:
    """Switch a fault on."""
    form = FaultForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a receiver, a fault, and 1 to 7 times.")
        return redirect("lab:faults")
    wanted = form.cleaned_data
    try:
        services.break_receiver(
            signal=wanted["signal"],
            receiver=wanted["receiver"],
            kind=FaultKind(wanted["kind"]),
            times=wanted["times"] or 1,
        )
    except services.NotPossible as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{wanted['receiver']} is broken. Place an order and watch.")
    return redirect("lab:faults")


@require_POST
@changes_deliveries
def mend_receiver(request: HttpRequest) -> HttpResponse:
    """Switch a fault off."""
    receiver = request.POST.get("receiver", "")
    if services.mend_receiver(signal=request.POST.get("signal", ""), receiver=receiver):
        messages.success(request, f"{receiver} is mended.")
    else:
        messages.info(request, "That receiver is not broken.")
    return redirect("lab:faults")


@require_POST
@changes_deliveries
def mend_all(request: HttpRequest) -> HttpResponse:
    """Switch every fault off."""
    messages.success(request, f"All is mended ({services.mend_all()}).")
    return redirect("lab:faults")
