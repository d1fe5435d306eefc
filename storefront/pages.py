"""The few pages that belong to no app."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

TINTS = range(0, 360, 30)


class ShownForm(forms.Form):
    """Every kind of field, for the style page."""

    email = forms.EmailField(help_text="We write to you about this order only.")
    name = forms.CharField(required=False)
    country = forms.ChoiceField(choices=[("DE", "Germany"), ("FR", "France")])
    delivery = forms.ChoiceField(
        choices=[("home", "To my door"), ("shop", "I pick it up")], widget=forms.RadioSelect
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    gift = forms.BooleanField(required=False, label="Wrap it as a gift")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component of the style sheet, with the markup to copy."""
    if not settings.STYLE_PAGE:
        raise Http404
    form = ShownForm({"email": "ada@", "country": "DE"})
    return render(request, "storefront/style.html", {"form": form, "tints": TINTS})


@require_safe
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is for sale."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask for the address of old."""
    return redirect(static("storefront/favicon.svg"))
