"""The addresses of the catalogue."""

from django.urls import path

from inventory import views

app_name = "inventory"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("products/<slug:slug>/", views.product, name="product"),
]
