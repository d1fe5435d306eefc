"""The event log in the admin: read-only, but for the retry of what has failed."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from events.delivery import maintenance
from events.models import Delivery, Refusal, StoredEvent


class ReadOnlyAdmin(admin.ModelAdmin):
    """An admin in which nothing can be added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoredEvent)
class StoredEventAdmin(ReadOnlyAdmin):
    list_display = ["occurred_at", "signal", "correlation_id", "published_by"]
    list_filter = ["signal"]
    search_fields = ["=correlation_id", "=id", "=request_id", "signal"]
    ordering = ["-id"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["receiver", "signal", "mode", "status", "attempts", "due_at", "finished_at"]
    list_filter = ["status", "mode", "receiver"]
    search_fields = ["receiver", "signal", "=event__correlation_id"]
    list_select_related: ClassVar = ["event"]
    ordering = ["-id"]
    actions = ["retry"]

    @admin.action(description="Retry the failed among them", permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = maintenance.retry_failed(queryset)
        self.message_user(request, f"{count} deliveries will be tried again.", messages.SUCCESS)


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    list_display = ["occurred_at", "signal", "receiver", "refused_with", "reason"]
    list_filter = ["receiver", "refused_with"]
    search_fields = ["=correlation_id", "reason"]
    ordering = ["-id"]
