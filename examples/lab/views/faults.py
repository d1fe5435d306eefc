"""The faults page. Every visitor of the demo may read it; staff add and remove faults."""

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
    """Show the receivers that can have a fault, and the active faults."""
    signals = selectors.breakable_receivers()
    broken = [item for signal in signals for item in signal.receivers if item.fault]
    context = {
        "signals": signals,
        "broken": broken,
        "recommended": selectors.recommended_faults(),
        "section": "faults",
    }
    return render(request, "lab/faults.html", context)


@require_POST
@changes_deliveries
def add_fault(request: HttpRequest) -> HttpResponse:
    """Add a fault to a receiver."""
    form = FaultForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a receiver, a fault, and 1 to 7 times.")
        return redirect("lab:faults")
    chosen = form.cleaned_data
    try:
        services.add_fault(
            signal=chosen["signal"],
            receiver=chosen["receiver"],
            kind=FaultKind(chosen["kind"]),
            times=chosen["times"] or 1,
        )
    except services.FaultNotApplicable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{chosen['receiver']} has a fault now. Place an order.")
    return redirect("lab:faults")


@require_POST
@changes_deliveries
def remove_fault(request: HttpRequest) -> HttpResponse:
    """Remove the fault of a receiver."""
    receiver = request.POST.get("receiver", "")
    if services.remove_fault(signal=request.POST.get("signal", ""), receiver=receiver):
        messages.success(request, f"The fault of {receiver} is removed.")
    else:
        messages.info(request, "This receiver has no fault.")
    return redirect("lab:faults")


@require_POST
@changes_deliveries
def remove_all_faults(request: HttpRequest) -> HttpResponse:
    """Remove all faults."""
    messages.success(request, f"Faults removed: {services.remove_all_faults()}.")
    return redirect("lab:faults")
