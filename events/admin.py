"""The event log in the admin: read-only, except for the retry of failed deliveries.

Lists are filtered and sorted by indexes only, because the tables grow with every event.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from events.admin_base import ReadOnlyAdmin
from events.delivery import maintenance
from events.explorer.access import log_change, may_change
from events.models import OPEN, Delivery, Refusal, Status, StoredEvent
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


class _LogAdmin(ReadOnlyAdmin):
    ordering = ["-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER


@admin.register(StoredEvent)
class StoredEventAdmin(_LogAdmin):
    list_display = ["occurred_at", "signal", "correlation_id", "published_by"]
    list_filter = [SignalFilter]
    search_fields = ["id__exact", "correlation_id__exact"]
    search_help_text = "Id of an event or correlation id"


@admin.register(Delivery)
class DeliveryAdmin(_LogAdmin):
    list_display = ["receiver", "signal", "status", "attempts", "finished_at"]
    list_filter = [StatusFilter]
    search_fields = ["event"]  # shows the search box
    search_help_text = "Id of an event or correlation id"
    actions = ["retry"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        """Search for the events first: one condition on both tables would use no index."""
        if not search_term.strip():
            return queryset, False
        try:
            wanted = UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        events = StoredEvent.objects.filter(Q(pk=wanted) | Q(correlation_id=wanted))
        return queryset.filter(event__in=events.order_by().values("pk")), False

    @admin.action(description="Retry selected failed deliveries", permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = maintenance.retry_failed(queryset)
        log_change(request, "deliveries_retried", count=count)
        plural = "delivery" if count == 1 else "deliveries"
        self.message_user(request, f"{count} {plural} will be retried.", messages.SUCCESS)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return may_change(request)


@admin.register(Refusal)
class RefusalAdmin(_LogAdmin):
    list_display = ["occurred_at", "signal", "receiver", "refused_with", "reason"]
    search_fields = ["id__exact", "correlation_id__exact"]
    search_help_text = "Id of a refusal or correlation id"
