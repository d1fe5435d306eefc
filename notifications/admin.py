"""Admin pages for messages, preferences and alerts: read-only, except for two actions."""

from collections.abc import Iterator
from typing import Any, ClassVar, override
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import pluralize
from django.urls import URLPattern, path

from events.explorer.admin_base import ReadOnlyAdmin
from events.explorer.references import FlowReferences, flow_references
from notifications import services
from notifications.models import EmailPreference, Message, StockAlert
from storefront.admin_site.columns import status_pill
from storefront.admin_site.search import IndexedSearchMixin
from storefront.admin_site.selection import chosen_rows
from storefront.requests import next_path


@admin.register(Message)
class MessageAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    list_display = ["created_at", "type", "subject", "email", "email_status"]
    list_display_links = ["subject"]
    list_filter = [
        "type",
        "wants_email",
        ("sent_at", admin.EmptyFieldListFilter),
        ("rejected_at", admin.EmptyFieldListFilter),
        "created_at",
    ]
    search_by: ClassVar = {"email": ["email"], "id": ["order_id", "event_id"], "code": []}
    search_help_text = "E-mail address, order number, id of an order or of an event"
    ordering = ["-id"]
    actions = ["resend"]

    @admin.display(description="status")
    def email_status(self, message: Message) -> str:
        """Return whether the e-mail was sent, as a pill."""
        if message.sent_at:
            return status_pill("sent", "sent")
        if message.rejected_at:
            return status_pill("rejected", "rejected")
        if message.wants_email:
            return status_pill("pending", "on its way")
        return status_pill("none", "in the inbox only")

    @override
    def lookups(self, term: str) -> Iterator[tuple[str, Any]]:
        """Search for an order number by the id that orders knows it by."""
        yield from super().lookups(term)
        orders = flow_references.ask(FlowReferences(text=term))
        yield "order_id__in", [order.correlation_id for order in orders]

    @admin.action(description="Send selected messages again by e-mail", permissions=["resend"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        chosen = chosen_rows(self, request, queryset)
        if not chosen:
            return
        count = services.resend_emails(message_ids=[message.pk for message in chosen])
        self.message_user(
            request, f"{count} e-mail{pluralize(count)} will be sent again.", messages.SUCCESS
        )

    def get_urls(self) -> list[URLPattern]:
        resend = path(
            "<uuid:message_id>/resend/",
            self.admin_site.admin_view(self.resend_view),
            name="notifications_message_resend",
        )
        return [resend, *super().get_urls()]

    def resend_view(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Send one message again, and return to the page that showed it.

        A staff member whose session had ended comes back from the login with a GET.
        """
        if not self.has_resend_permission(request):
            raise PermissionDenied
        message = get_object_or_404(Message, pk=message_id)
        if request.method == "POST":
            self.resend(request, Message.objects.filter(pk=message.pk))
        return redirect(next_path(request) or "admin:notifications_message_changelist")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_message")


@admin.register(EmailPreference)
class EmailPreferenceAdmin(ReadOnlyAdmin):
    list_display = ["user", "type", "by_email"]
    list_filter = ["type", "by_email"]
    search_fields = ["user__email"]
    list_select_related: ClassVar = ["user"]


@admin.register(StockAlert)
class StockAlertAdmin(ReadOnlyAdmin):
    list_display = ["email", "sku", "user", "requested_at", "notified_at"]
    list_filter = [("notified_at", admin.EmptyFieldListFilter), "requested_at"]
    search_fields = ["email", "sku"]
    list_select_related: ClassVar = ["user"]
    actions = ["cancel_all"]

    @admin.action(description="Delete all alerts of these addresses", permissions=["cancel"])
    def cancel_all(self, request: HttpRequest, queryset: QuerySet[StockAlert]) -> None:
        if chosen := chosen_rows(self, request, queryset):
            count = services.cancel_stock_alerts(emails=[alert.email for alert in chosen])
            self.message_user(request, f"{count} alerts were deleted.", messages.SUCCESS)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.delete_stockalert")
