"""Searches of admin lists that use an index, however large the table is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from events.explorer.paging import parsed_id


class IndexedSearchMixin(admin.ModelAdmin):
    """Search the fields that the form of the term selects; each needs an index.

    `search_by` maps forms to lookups: "id" (a UUID), "email" (the beginning of an address, as
    it is stored: in lower case) and "code" (an order number or SKU, as it is typed or in capitals).
    """

    search_fields = ["pk"]  # shows the search box
    search_by: ClassVar[Mapping[str, Sequence[str]]] = {}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not (term := search_term.strip()):
            return queryset, False
        found = Q(pk__in=[])
        for lookup, value in self.lookups(term):
            found |= Q((lookup, value))
        return queryset.filter(found), False

    def lookups(self, term: str) -> Iterator[tuple[str, Any]]:
        """Yield the lookups of a term with their values."""
        for lookup in self.search_by.get("id", ()):
            if (uuid := parsed_id(term)) is not None:
                yield lookup, uuid
        for lookup in self.search_by.get("email", ()):
            if "@" in term or "code" not in self.search_by:
                yield f"{lookup}__startswith", term.lower()
        for lookup in self.search_by.get("code", ()):
            if "@" not in term:
                yield from ((lookup, code) for code in {term, term.upper()})
