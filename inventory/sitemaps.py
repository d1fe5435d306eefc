"""The sitemap for search engines: the catalogue, every listed product, and the pages of text."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.flatpages.sitemaps import FlatPageSitemap
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from inventory.models import Category, Product


class CatalogueSitemap(Sitemap):
    def items(self) -> list[str]:
        categories = Category.objects.with_listed_products().values_list("slug", flat=True)
        return ["", *(f"?category={slug}" for slug in categories)]

    def location(self, item: str) -> str:
        return reverse("inventory:catalogue") + item


class ProductSitemap(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Product]:
        return Product.objects.listed().only("slug", "updated").order_by("sku")

    def lastmod(self, product: Product) -> datetime:
        return product.updated


SITEMAPS: "Mapping[str, type[Sitemap]]" = {
    "catalogue": CatalogueSitemap,
    "products": ProductSitemap,
    "pages": FlatPageSitemap,
}
