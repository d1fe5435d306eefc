"""The catalogue and the stock in Django's admin; every write goes through the services."""

from inventory.admin import catalogue, stock

__all__ = ["catalogue", "stock"]
