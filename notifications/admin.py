"""Messages, choices and subscriptions in the admin: read-only, but for two actions."""

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin import ReadOnlyAdmin
from notifications import services
from notifications.models import Message, Preference, Subscription


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["written_at", "kind", "subject", "email", "recipient", "sent_at", "read_at"]
    list_display_links = ["subject"]
    list_filter = ["kind", "wants_email", ("sent_at", admin.EmptyFieldListFilter), "written_at"]
    search_fields = ["subject", "email", "recipient__email", "=order_id", "=event_id"]
    list_select_related: ClassVar = ["recipient"]
    show_full_result_count = False
    ordering = ["-id"]
    actions = ["send_again"]

    @admin.action(description="Send again by e-mail", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = services.send_again(queryset)
        self.message_user(request, f"E-mails that will be sent again: {count}", messages.SUCCESS)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_message")


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    list_display = ["user", "kind", "by_email"]
    list_filter = ["kind", "by_email"]
    search_fields = ["user__email"]
    list_select_related: ClassVar = ["user"]


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ["email", "sku", "user", "asked_at", "told_at"]
    list_filter = [("told_at", admin.EmptyFieldListFilter), "asked_at"]
    search_fields = ["email", "sku"]
    list_select_related: ClassVar = ["user"]
    actions = ["forget"]

    @admin.action(description="Forget the addresses of these", permissions=["forget"])
    def forget(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        count = services.stop_waiting(queryset.values_list("email", flat=True))
        self.message_user(request, f"Subscriptions that are forgotten: {count}", messages.SUCCESS)

    def has_forget_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.delete_subscription")
