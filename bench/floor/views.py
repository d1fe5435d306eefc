"""One SELECT; one bare order."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.floor.models import Line, Order, Product


def select(request: HttpRequest, pk: int) -> HttpResponse:
    """Run one indexed SELECT of one row."""
    product = Product.objects.get(pk=pk)
    return HttpResponse(f"{product.name}: {product.price}")


@csrf_exempt
def order(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Insert an order with two lines, and reduce the stock of the first, in one transaction."""
    with transaction.atomic():
        placed = Order.objects.create(email="ada@example.com", total=30)
        Line.objects.bulk_create(
            [
                Line(order=placed, product_id=first, price=10, quantity=1),
                Line(order=placed, product_id=second, price=20, quantity=1),
            ]
        )
        taken = Product.objects.filter(pk=first, stock__gte=1).update(stock=F("stock") - 1)
        if not taken:
            raise LookupError(f"Product {first} is sold out.")
    return HttpResponse("placed")


urlpatterns = [
    path("select/<int:pk>/", select),
    path("order/<int:first>/<int:second>/", order),
]
