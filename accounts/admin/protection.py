"""Second factors and failed logins: staff can delete a lost device, and end a lockout.

Both libraries bring admin pages. These replace them, because theirs show the secret of a device
and let staff set up a device for another account.
"""

from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.lockout import hash_of
from events.explorer.admin_base import DeleteOnlyAdmin
from storefront import security


@admin.register(TOTPDevice)
class DeviceAdmin(DeleteOnlyAdmin):
    list_display = ["user", "confirmed", "created_at", "last_used_at"]
    list_filter = ["confirmed"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "confirmed", "created_at", "last_used_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let only superusers delete the devices of superusers."""
        protected = isinstance(obj, TOTPDevice) and obj.user.is_superuser
        allowed = super().has_delete_permission(request, obj)
        return allowed and (not protected or request.user.is_superuser)

    def delete_model(self, request: HttpRequest, obj: TOTPDevice) -> None:
        security.log("second factor deleted", request, account_id=obj.user_id)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[TOTPDevice]) -> None:
        for account_id in queryset.values_list("user_id", flat=True):
            security.log("second factor deleted", request, account_id=account_id)
        super().delete_queryset(request, queryset)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(DeleteOnlyAdmin):
    """Failed logins. The address of the account is stored as a keyed hash."""

    list_display = ["attempt_time", "ip_address", "failures_since_start"]
    search_fields = ["username"]
    search_help_text = "Complete e-mail address of the account"
    fields = ["attempt_time", "ip_address", "failures_since_start"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        found = queryset.filter(username=hash_of(search_term)) if search_term.strip() else queryset
        return found, False
