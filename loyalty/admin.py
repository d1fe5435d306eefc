"""Admin pages for accounts and the ledger: read-only, except that staff can grant points."""

from collections.abc import Iterable
from typing import Any, ClassVar, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.explorer.admin_base import ReadOnlyAdmin
from loyalty import services
from loyalty.forms import GrantForm
from loyalty.models import Account, Entry, tier_for
from storefront.admin_site.search import IndexedSearchMixin


class DebtFilter(admin.SimpleListFilter):
    """Filter accounts by whether they have a debt."""

    title = "debt"
    parameter_name = "owes"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterable[tuple[str, str]]:
        return [("yes", "In debt"), ("no", "No debt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        if self.value() is None:
            return queryset
        return queryset.filter(debt__gt=0) if self.value() == "yes" else queryset.filter(debt=0)


@admin.register(Account)
class AccountAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    list_display = ["customer", "balance", "debt", "earned", "tier"]
    list_filter = [DebtFilter]
    list_select_related: ClassVar = ["customer"]
    search_by: ClassVar = {"email": ["customer__email"]}
    search_help_text = "Beginning of the e-mail address"
    fields = ["customer", "balance", "debt", "earned", "tier"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        return Account.objects.with_earned()

    @admin.display(description="earned in twelve months")
    def earned(self, account: Any) -> int:
        return int(account.earned)

    @admin.display(description="tier")
    def tier(self, account: Any) -> str:
        return tier_for(account.earned).name


@admin.register(Entry)
class EntryAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    """The ledger. Staff can add grants; existing entries never change."""

    form = GrantForm
    list_display = ["occurred_at", "account", "type", "points", "order_number", "note"]
    list_filter = ["type", "occurred_at"]
    list_select_related: ClassVar = ["account__customer"]
    search_by: ClassVar = {
        "email": ["account__customer__email"],
        "id": ["order_id", "event_id"],
        "code": ["order_number"],
    }
    search_help_text = "E-mail address, order number, id of an order or of an event"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("loyalty.add_entry")

    def get_fields(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        if obj is None:
            return ["customer", "points", "note", "token"]
        return [*self.list_display, "order_id", "event_id"]

    @override
    def save_model(self, request: HttpRequest, obj: Entry, form: GrantForm, change: bool) -> None:
        data = form.cleaned_data
        entry = services.grant_points(
            token=data["token"],
            customer_id=data["customer"].pk,
            points=data["points"],
            note=data["note"],
        )
        obj.pk = entry.pk
        obj.refresh_from_db()
