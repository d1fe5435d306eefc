"""The addresses of the catalogue."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from inventory import views
from inventory.sitemaps import SITEMAPS

app_name = "inventory"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("products/<slug:slug>/", views.product, name="product"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "inventory:sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
