"""The event log in the admin: read-only, except for the retry of failed deliveries.

Lists are filtered and sorted by indexes only, because the tables grow with every event.
"""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.delivery import maintenance
from events.explorer.access import log_change, may_change
from events.explorer.admin_base import ReadOnlyAdmin
from events.explorer.references import flows_named, names_of
from events.models import OPEN, Delivery, DeliveryQuerySet, Refusal, Status, StoredEvent
from events.registry import registry


class SignalFilter(admin.SimpleListFilter):
    """Offer the declared signals: Django would search the whole table for distinct names."""

    title = "signal"
    parameter_name = "signal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [(name, name) for name in sorted(registry.signals)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StoredEvent]
    ) -> QuerySet[StoredEvent]:
        return queryset.filter(signal=self.value()) if self.value() else queryset


class StatusFilter(admin.SimpleListFilter):
    """Offer the states that have an index: few deliveries are open or failed."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [(status.value, status.label) for status in (*OPEN, Status.FAILED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class _NamedFlowsList(ChangeList):
    """Name the flows of a page of rows, with one question."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        names = names_of(_flow_of(row) for row in self.result_list)
        for row in self.result_list:
            row.flow_name = names.get(_flow_of(row), "timeline")


def _flow_of(row: StoredEvent | Delivery | Refusal) -> UUID:
    return row.event.correlation_id if isinstance(row, Delivery) else row.correlation_id


class _LogAdmin(ReadOnlyAdmin):
    """Rows of a flow, found by an id or by a number that an app knows."""

    ordering = ["-id"]
    search_fields = ["id"]  # shows the search box
    search_help_text = "Id, correlation id, or a number such as that of an order"
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _NamedFlowsList

    @admin.display(description="flow")
    def flow(self, row: Any) -> SafeString:
        url = reverse("events:flow", args=[_flow_of(row)])
        return format_html('<a href="{}">{}</a>', url, row.flow_name)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        return self.found(queryset, flows_named(search_term)), False

    def found(self, queryset: QuerySet[Any], ids: list[UUID]) -> QuerySet[Any]:
        """Return the rows with these ids or correlation ids."""
        return queryset.filter(Q(pk__in=ids) | Q(correlation_id__in=ids))


@admin.register(StoredEvent)
class StoredEventAdmin(_LogAdmin):
    list_display = ["occurred_at", "signal", "flow", "published_by"]
    list_filter = [SignalFilter]


@admin.register(Delivery)
class DeliveryAdmin(_LogAdmin):
    list_display = ["receiver", "signal", "status", "flow", "attempts"]
    list_select_related: ClassVar = ["event"]
    list_filter = [StatusFilter]
    actions = ["retry"]

    def found(self, queryset: QuerySet[Delivery], ids: list[UUID]) -> QuerySet[Delivery]:
        """Search for the events first: one condition on both tables would use no index."""
        events = super().found(StoredEvent.objects.all(), ids)
        return queryset.filter(event__in=events.order_by().values("pk"))

    @admin.action(description="Retry selected failed deliveries", permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        count = maintenance.retry_failed(queryset)
        log_change(request, "deliveries_retried", count=count)
        plural = "delivery" if count == 1 else "deliveries"
        self.message_user(request, f"{count} {plural} will be retried.", messages.SUCCESS)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return may_change(request)


@admin.register(Refusal)
class RefusalAdmin(_LogAdmin):
    list_display = ["occurred_at", "signal", "receiver", "refused_with", "reason", "flow"]
