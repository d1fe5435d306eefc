"""The pages of the catalogue."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from inventory import pages
from inventory.browsing import read_browsing
from inventory.models.catalogue import LONGEST_SLUG
from inventory.signals import ProductPageShown, product_page_shown


class HtmxRequest(HttpRequest):
    """A request that says whether htmx asks (django_htmx)."""

    htmx: HtmxDetails


@require_safe
@vary_on_headers("HX-Request")
def catalogue(request: HtmxRequest) -> HttpResponse:
    """All shelves or one, searched and sorted; htmx gets what changes and no frame."""
    shelf = pages.shelf(read_browsing(request.GET))
    if request.htmx:
        return HttpResponse(
            format_html("<title>{} · Signal Shop</title>{}", shelf.title, shelf.html)
        )
    return render(request, "inventory/catalogue.html", {"shelf": shelf})


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product and what other apps add; of a withdrawn one, that it is gone (410)."""
    showcase = pages.showcase(slug) if len(slug) <= LONGEST_SLUG else None
    if showcase is None:
        raise Http404
    product = showcase.product
    panels = product_page_shown.ask(
        ProductPageShown(
            sku=product.sku,
            name=product.name,
            available=product.available,
            on_sale=product.on_sale,
            viewer_id=request.user.pk,
        )
    )
    return render(
        request,
        "inventory/product.html",
        {
            "product": product,
            "showcase": showcase,
            "beside": pages.beside(product),
            "panels": panels,
        },
        status=200 if product.on_sale else 410,
    )
