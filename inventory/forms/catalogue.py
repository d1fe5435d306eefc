"""The query string of the catalogue."""

import re

from django import forms
from django.core.signing import BadSignature, Signer

from inventory.selectors import CatalogueQuery, Position, Sort, find_sort

SEARCH_LENGTH = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_signer = Signer(salt="inventory.catalogue")


class CatalogueForm(forms.Form):
    """Parse a query string. An invalid parameter is ignored, with an error message."""

    q = forms.CharField(
        required=False,
        max_length=SEARCH_LENGTH,
        error_messages={
            "max_length": "A search can have %(limit_value)d characters; yours has "
            "%(show_value)d. Here are all products."
        },
    )
    category = forms.CharField(required=False)
    min_price = forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)
    max_price = forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)
    in_stock = forms.BooleanField(required=False)
    sort = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def __init__(self, data: dict[str, str]) -> None:
        # Control characters separate words, like blanks.
        super().__init__({name: _CONTROL.sub(" ", value) for name, value in data.items()})

    def clean_q(self) -> str:
        return " ".join(self.cleaned_data["q"].split())

    def query(self) -> CatalogueQuery:
        """Return the query that the parameters describe."""
        self.full_clean()
        given = self.cleaned_data
        search = given.get("q", "")
        sort = find_sort(given.get("sort", ""), searching=bool(search))
        return CatalogueQuery(
            search=search,
            category=given.get("category", ""),
            min_price=given.get("min_price"),
            max_price=given.get("max_price"),
            in_stock=given.get("in_stock", False),
            sort=sort,
            after=self._position(given.get("after", ""), sort),
        )

    @property
    def notices(self) -> list[str]:
        """Return the messages about ignored parameters."""
        labels = {"min_price": "Lowest price: ", "max_price": "Highest price: "}
        return [
            f"{labels.get(name, '')}{message}"
            for name, messages in self.errors.items()
            for message in messages
        ]

    def _position(self, cursor: str, sort: Sort) -> Position | None:
        if not cursor:
            return None
        try:
            code, value, sku = _signer.unsign_object(cursor)
        except BadSignature:
            code = None
        if code != sort.code:
            self.add_error("after", "This page no longer exists. Here is the first page.")
            return None
        return Position(value=value, sku=sku)


def cursor(position: Position, sort: Sort) -> str:
    """Return the `after` parameter for a position."""
    return _signer.sign_object([sort.code, position.value, position.sku])
