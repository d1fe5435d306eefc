"""The catalogue, the stock with the ledger of its movements, the reorders, the search index."""

from inventory.models.catalogue import Category, Product
from inventory.models.reorder import Reorder
from inventory.models.search import SearchEntry
from inventory.models.stock import COUNTERS, Movement, Stock
