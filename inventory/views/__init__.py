"""The pages of the catalogue."""

from inventory.views.catalogue import catalogue
from inventory.views.product import product
