"""Everything that changes the catalogue or the stock; the only code that publishes its events."""

from inventory.services.categories import save_category
from inventory.services.pages import invalidate_catalogue, invalidate_product_pages
from inventory.services.photos import process_photo
from inventory.services.products import (
    ProductFields,
    add_product,
    change_product,
    publish_products,
    put_on_sale,
    save_products,
    withdraw_product,
)
from inventory.services.reorders import draft_reorder, mark_ordered
from inventory.services.stock import (
    MAX_QUANTITY,
    InsufficientStock,
    adjust_stock,
    check_received,
    receive_stock,
    receive_stocks,
    release_stock,
    reserve_stock,
    restock,
    sell_reserved_stock,
    set_threshold,
    set_thresholds,
)
