"""The catalogue: all products or one category, searched, filtered and sorted."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from inventory import selectors
from inventory.forms import CatalogueForm
from inventory.forms.catalogue import cursor
from inventory.selectors import CataloguePage, CatalogueQuery
from inventory.services.pages import cached, catalogue_key
from storefront.requests import HtmxRequest


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The rendered products of a page and its title; the same for every visitor."""

    title: str
    html: SafeString


@require_safe
@vary_on_headers("HX-Request")
def catalogue(request: HtmxRequest) -> HttpResponse:
    """Show the catalogue; htmx receives the products without the page around them."""
    query, notices = CatalogueQuery(), []
    if request.GET:
        form = CatalogueForm(request.GET.dict())
        query, notices = form.query(), form.notices
    try:
        shelf = _shelf(query, notices)
    except selectors.UnknownCategory:
        query = replace(query, category="", after=None)
        unknown = "This category does not exist. Here are all products."
        shelf = _shelf(query, [*notices, unknown])
    if request.htmx:
        return HttpResponse(
            format_html("<title>{} · Signal Shop</title>{}", shelf.title, shelf.html)
        )
    return render(request, "inventory/catalogue.html", {"shelf": shelf})


def _shelf(query: CatalogueQuery, notices: list[str]) -> Shelf:
    """Return the page from the cache; searches and filters are too many to cache."""
    if query.search or query.is_filtered or notices:
        return _render_shelf(query, notices)
    key = catalogue_key(f"{query.category}:{query.sort.code}:{query.after}")
    return cached(key, lambda: _render_shelf(query, notices))


def _render_shelf(query: CatalogueQuery, notices: list[str]) -> Shelf:
    page = selectors.catalogue_page(query)
    context = {
        "page": page,
        "notices": notices,
        "next": cursor(page.next, query.sort) if page.next else "",
    }
    return Shelf(
        title=_title(page), html=render_to_string("inventory/catalogue.html#shelf", context)
    )


def _title(page: CataloguePage) -> str:
    if page.query.search:
        return f"“{page.query.search}”"
    return page.category.name if page.category else "All products"
