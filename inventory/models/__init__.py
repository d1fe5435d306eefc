"""What inventory keeps: the catalogue, the stock, the ledger of its movements, the reorders."""

from inventory.models.catalogue import Category, Product
from inventory.models.reorder import Reorder
from inventory.models.stock import Movement, Stock

__all__ = ["Category", "Movement", "Product", "Reorder", "Stock"]
