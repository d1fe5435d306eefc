"""The forms of the catalogue and of its admin."""

from inventory.forms.catalogue import CatalogueForm
from inventory.forms.products import AddProductForm, CategoryForm, ProductForm
from inventory.forms.stock import ReceiveForm, StockForm
