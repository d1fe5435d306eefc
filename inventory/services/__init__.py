"""Everything that changes the catalogue or the stock; the only publishers of this app."""

from inventory.services.booking import Shortage, TooFewPieces
from inventory.services.catalogue import save_category
from inventory.services.products import (
    ProductFields,
    add_product,
    change_product,
    publish_products,
    put_back_on_sale,
    set_threshold,
    withdraw_product,
)
from inventory.services.reorders import draft_reorder, mark_ordered
from inventory.services.stock import (
    MOST_PIECES,
    adjust_stock,
    receive_stock,
    release,
    reserve,
    sell,
    take_back,
)

__all__ = [
    "MOST_PIECES",
    "ProductFields",
    "Shortage",
    "TooFewPieces",
    "add_product",
    "adjust_stock",
    "change_product",
    "draft_reorder",
    "mark_ordered",
    "publish_products",
    "put_back_on_sale",
    "receive_stock",
    "release",
    "reserve",
    "save_category",
    "sell",
    "set_threshold",
    "take_back",
    "withdraw_product",
]
