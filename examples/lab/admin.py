"""The lab in the admin: its faults and the results of its experiments can be deleted."""

from typing import ClassVar, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.explorer.admin_base import DeleteOnlyAdmin
from examples.lab import services
from examples.lab.models import Case, Climb, Fault, Race


@admin.register(Fault)
class FaultAdmin(DeleteOnlyAdmin):
    """Deleting a fault removes it in every process. Add faults at `/lab/`."""

    list_display = ["receiver", "signal", "kind", "times", "until"]
    list_filter = ["kind", "signal"]
    search_fields = ["receiver", "signal"]

    @override
    def delete_model(self, request: HttpRequest, obj: Fault) -> None:
        services.remove_fault(signal=obj.signal, receiver=obj.receiver)

    @override
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Fault]) -> None:
        for fault in queryset:
            self.delete_model(request, fault)


class CaseInline(admin.TabularInline):
    model = Case
    fields: ClassVar = ["rung", "trouble", "answer", "orders", "points", "mails", "verdict"]
    readonly_fields: ClassVar = ["verdict"]


@admin.register(Climb)
class ClimbAdmin(DeleteOnlyAdmin):
    """A climb with its cases, which are deleted together."""

    list_display = ["started_at", "seconds"]
    inlines: ClassVar = [CaseInline]


@admin.register(Race)
class RaceAdmin(DeleteOnlyAdmin):
    list_display = ["run_at", "way", "shoppers", "winners", "before", "after", "seconds"]
    list_filter = ["way"]
