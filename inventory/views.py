"""The pages of the catalogue."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from inventory import caching, selectors
from inventory.browsing import Browsing, read_browsing
from inventory.models.catalogue import LONGEST_SLUG
from inventory.signals import ProductPageShown, product_page_shown


class HtmxRequest(HttpRequest):
    """A request that says whether htmx asks (django_htmx)."""

    htmx: HtmxDetails


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A page of the catalogue, ready made: its title, and all that changes with browsing."""

    title: str
    html: SafeString


@require_safe
@vary_on_headers("HX-Request")
def catalogue(request: HtmxRequest) -> HttpResponse:
    """All shelves or one, searched and sorted; htmx gets what changes and no frame."""
    browsing = read_browsing(request.GET)
    try:
        shelf = _shelf(browsing)
    except selectors.UnknownCategory:
        shelf = _shelf(browsing.without_category("There is no such shelf. Here is everything."))
    if request.htmx:
        return HttpResponse(format_html("<title>{}</title>{}", shelf.title, shelf.html))
    return render(request, "inventory/catalogue.html", {"shelf": shelf})


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product and what other apps add; of a withdrawn one, that it is gone (410)."""
    if len(slug) > LONGEST_SLUG:
        raise Http404
    shown = caching.kept(caching.product_page(slug), "", partial(selectors.product_by_slug, slug))
    if shown is None:
        raise Http404
    panels = product_page_shown.ask(
        ProductPageShown(
            sku=shown.sku,
            name=shown.name,
            available=shown.available,
            on_sale=shown.on_sale,
            viewer_id=request.user.pk,
        )
    )
    context: dict[str, Any] = {"product": shown, "panels": panels}
    status = 200 if shown.on_sale else 410
    return render(request, "inventory/product.html", context, status=status)


def _shelf(browsing: Browsing) -> Shelf:
    if not browsing.is_common:
        return _made(browsing)
    return caching.kept(caching.CATALOGUE, repr(browsing), partial(_made, browsing))


def _made(browsing: Browsing) -> Shelf:
    page = selectors.catalogue_page(browsing)
    return Shelf(
        title=_title(page),
        html=render_to_string("inventory/catalogue.html#shelf", {"page": page}),
    )


def _title(page: selectors.CataloguePage) -> str:
    if page.browsing.search:
        return f"“{page.browsing.search}”"
    return page.category.name if page.category else "All goods"
