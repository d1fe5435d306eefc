"""The pages that belong to no app."""

from django import forms
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

TINTS = range(0, 360, 30)


class StyleForm(forms.Form):
    """A form with every kind of field, for the style page."""

    email = forms.EmailField(help_text="We use it for messages about this order only.")
    name = forms.CharField(required=False)
    country = forms.ChoiceField(choices=[("DE", "Germany"), ("FR", "France")])
    delivery = forms.ChoiceField(
        choices=[("home", "Home delivery"), ("shop", "Collect in store")], widget=forms.RadioSelect
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    gift = forms.BooleanField(required=False, label="Wrap it as a gift")


@require_safe
def style(request: HttpRequest) -> HttpResponseBase:
    """Show every component of the style sheet with its markup."""
    if not settings.STYLE_PAGE:
        raise Http404
    form = StyleForm({"email": "ada@", "country": "DE"})
    return render(request, "storefront/style.html", {"form": form, "tints": TINTS})


@require_safe
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponseBase:
    """Let search engines read the catalogue only."""
    context = {"site_url": settings.SITE_URL}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Redirect the traditional address of the icon."""
    return redirect(static("storefront/favicon.svg"))


@require_safe
@cache_control(max_age=3600)
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve photos of products. A web server does this faster in a large shop.

    E-mails show photos as well, so other sites may embed them.
    """
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, SuspiciousFileOperation) as error:  # such as a name that is too long
        raise Http404 from error
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
