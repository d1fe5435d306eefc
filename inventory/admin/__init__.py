"""The catalogue and the stock in Django's admin; every write calls a service."""

from inventory.admin import catalogue, stock
