"""Request back-in-stock alerts, and unsubscribe from them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from events.explorer.access import page_of_form
from notifications import services
from notifications.forms import StockAlertForm
from notifications.models import Message
from storefront import limits
from storefront.redirects import see_other
from storefront.requests import HtmxRequest, next_path

PANEL = "notifications/panels/stock_alert.html"


@require_POST
def stock_alert(request: HtmxRequest) -> HttpResponse:
    """Request an alert; the response is the same for new and repeated requests."""
    form = StockAlertForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    try:
        limits.enforce("back_in_stock", request=request, account=form.cleaned_data["email"])
    except limits.RateLimited as error:
        form.add_error(None, str(error))
        return _show_form(request, form, status=429)
    services.request_stock_alert(**form.cleaned_data, user_id=request.user.pk)
    if request.htmx:
        return render(request, f"{PANEL}#done", form.cleaned_data)
    email = form.cleaned_data["email"]
    messages.success(request, f"We will e-mail {email} when it is back in stock.")
    return see_other(_product_page(request))


def _show_form(request: HtmxRequest, form: StockAlertForm, *, status: int) -> HttpResponse:
    template = f"{PANEL}#form" if request.htmx else "notifications/stock_alert.html"
    context = {"stock_alert_form": form, "product_page": _product_page(request)}
    return render(request, template, context, status=status)


@csrf_exempt  # mail programs post here (RFC 8058); the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel all alerts of the address that the e-mail with this token was sent to.

    Mail scanners follow every link, so a GET request only shows a form.
    """
    emailed = Message.objects.for_unsubscribe_token(token).values_list("email", flat=True)
    email = emailed.first()
    if email is None:
        raise Http404("The link is invalid, or its message was deleted.")
    done = request.method == "POST"
    if done:
        services.cancel_stock_alerts(emails=[email])
    return render(request, "notifications/unsubscribe.html", {"email": email, "done": done})


def _product_page(request: HttpRequest) -> str:
    return next_path(request) or page_of_form(request)
