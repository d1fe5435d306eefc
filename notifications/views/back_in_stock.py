"""Tell me when it's back, and: I want to hear no more."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.middleware import HtmxDetails

from notifications import selectors, services
from notifications.forms import BackInStockForm
from notifications.redirects import see_other

PANEL = "notifications/panels/back_in_stock.html"


class ShopRequest(HttpRequest):
    """A request that says whether htmx asks (django_htmx)."""

    htmx: HtmxDetails


@require_POST
def back_in_stock(request: ShopRequest) -> HttpResponse:
    """Remember who waits for a product; the answer does not tell who has asked before."""
    form = BackInStockForm(request.POST)
    product_page = _product_page(request)
    if not form.is_valid():
        template = f"{PANEL}#form" if request.htmx else "notifications/back_in_stock.html"
        context = {"back_in_stock_form": form, "product_page": product_page}
        return render(request, template, context, status=422)
    services.wait_for(**form.cleaned_data, user_id=request.user.pk)
    if request.htmx:
        return render(request, f"{PANEL}#done", form.cleaned_data)
    messages.success(request, f"We will write to {form.cleaned_data['email']} when it is back.")
    return see_other(product_page)


@csrf_exempt  # a mail program posts here (RFC 8058): the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Where a back-in-stock e-mail leads who wants no more of them; 404 for a link not ours.

    It asks first and forgets after a POST, since mail scanners follow every link.
    """
    email = selectors.email_behind(token)
    if email is None:
        raise Http404("This link is not ours, or its message is gone.")
    stopped = request.method == "POST"
    if stopped:
        services.stop_waiting([email])
    return render(request, "notifications/stop.html", {"email": email, "stopped": stopped})


def _product_page(request: HttpRequest) -> str:
    """Where the form was sent from, if that is a page of this shop."""
    for page in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(
            page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return page
    return "/"
