"""An order, its lines, and products with their stock: a minimal shop.

The managers are declared for the type checker, whose Django project does not have this app.
"""

from typing import ClassVar

from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    stock = models.IntegerField()

    objects: ClassVar[models.Manager["Product"]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    email = models.EmailField()
    total = models.DecimalField(max_digits=10, decimal_places=2)
    placed_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects: ClassVar[models.Manager["Order"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.pk}"


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    product = models.ForeignKey(Product, models.PROTECT)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    quantity = models.IntegerField()

    objects: ClassVar[models.Manager["Line"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.quantity} pieces"
