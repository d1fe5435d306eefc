"""Bases of admin pages: lists that stay fast on large tables, and pages that change nothing."""

from datetime import MAXYEAR, MINYEAR
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import cached_property

MAX_WORDS = 20  # of a search; each is a condition, and SQLite accepts a thousand of them
_FILTER_SUFFIXES = ("exact", "in", "isnull", "isempty", "gte", "lt")


def is_key(model: type[Model], key: object) -> bool:
    """Return whether a row of this model can have this primary key."""
    field: Any = model._meta.pk
    field = getattr(field, "target_field", field)
    try:
        field.run_validators(field.to_python(key))
    except ValidationError:
        return False
    return "\x00" not in str(key)


def _is_in_range(value: str) -> bool:
    """Return whether this is not a date of the first or the last year.

    Converted to UTC, such a date can leave the range that Python knows.
    """
    try:
        moment = parse_datetime(value) or parse_date(value)
    except ValueError:
        return True  # the filter reports it
    return moment is None or MINYEAR < moment.year < MAXYEAR


class CappedPaginator(Paginator):
    """Count at most 10,000 rows: counting a large table takes longer than showing a page."""

    max_count = 10_000

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: self.max_count].count()


class HardenedAdmin(admin.ModelAdmin):
    """Answer requests that Django's admin answers with 500, and keep long lists fast.

    Malformed values, and forms that another request overtook, get a page with the reason. Only
    what `list_filter` offers is a filter. Django passes any other field of the query string to
    the database, where `?price=-Infinity` raises an exception, and it does not check the keys of
    selected rows.
    """

    paginator = CappedPaginator
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if not _is_in_range(value):
            return False
        for offered in self.get_list_filter(request):
            field = offered[0] if isinstance(offered, (list, tuple)) else offered
            name = getattr(field, "parameter_name", field)
            if lookup == name:
                return True
            if lookup.startswith(f"{name}__") and lookup.endswith(_FILTER_SUFFIXES):
                return True
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the first 20 words; the others would only narrow the result."""
        term = " ".join(search_term.split()[:MAX_WORDS])
        return super().get_search_results(request, queryset, term)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not is_key(self.model, key):
                raise BadRequest("The selection contains a key that this list does not have.")
        return super().changelist_view(request, extra_context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the object with this key; an empty `_to_field` of the request names no field."""
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the error of a form that another request overtook, such as one sent twice.

        Both forms were valid; then one of them saved the name that only one row can have, or
        deleted the row that the other one refers to. The second attempt sees that.
        """
        if "_saveasnew" in request.POST and not self.save_as:  # Django does not check this
            raise BadRequest("This form cannot be saved as a new row.")
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (IntegrityError, ObjectDoesNotExist, ValidationError):
            return super().changeform_view(request, *args, **kwargs)


class DeleteOnlyAdmin(HardenedAdmin):
    """An admin in which rows can be read and deleted, but not added or changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(DeleteOnlyAdmin):
    """An admin in which nothing can be added, changed or deleted.

    Rows can be deleted together with an object that they belong to, by users who have the
    permission: the admin asks the admin of each related row before it deletes an object.
    """

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        page = request.resolver_match and request.resolver_match.url_name
        own_pages = f"{self.opts.app_label}_{self.opts.model_name}_"
        if not page or page.startswith(own_pages):
            return False
        return super().has_delete_permission(request, obj)
