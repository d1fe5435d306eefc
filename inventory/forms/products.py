"""The admin's forms for categories and products."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inventory.models import Category, Product
from inventory.services import MAX_QUANTITY, process_photo
from storefront.stored_values import StoredValuesForm
from storefront.text import LineOfText, Lines


class CategoryForm(StoredValuesForm):
    class Meta:
        model = Category
        fields = ["name", "slug", "hue", "position"]
        field_classes = {"name": LineOfText}


class ProductForm(StoredValuesForm):
    class Meta:
        model = Product
        fields = [
            "name",
            "category",
            "price",
            "old_price",
            "status",
            "emoji",
            "photo",
            "description",
        ]
        field_classes = {"name": LineOfText, "description": Lines}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The legend of the field, which the widget comes with, labels no control.
        if "photo" in self.fields:  # staff who can only view have no fields
            self.fields["photo"].widget.attrs["aria-label"] = "Photo"

    def clean_photo(self) -> Any:
        """Refuse a photo that the service cannot encode; it encodes the upload again.

        No photo is an empty text; the field has `False` for one that is removed.
        """
        photo = self.cleaned_data["photo"]
        if isinstance(photo, UploadedFile):
            process_photo(photo)
        return photo or ""


class AddProductForm(ProductForm):
    """A new product with its first stock."""

    pieces = forms.IntegerField(
        label="First stock",
        initial=0,
        min_value=0,
        max_value=MAX_QUANTITY,
        required=False,
        help_text="How many pieces are available. More can be received later.",
    )
    threshold = forms.IntegerField(
        label="Low from",
        initial=5,
        min_value=0,
        max_value=MAX_QUANTITY,
        help_text="At this number of pieces or fewer the product is low.",
    )

    class Meta(ProductForm.Meta):
        fields = ["sku", "slug", *ProductForm.Meta.fields]
