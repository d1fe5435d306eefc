"""Accounts and groups in the admin: access rights, export and closing."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts import services
from accounts.admin.notes import NotesMixin
from accounts.models import Address, User
from accounts.signals import AccountClosureRefused, CustomerPanels, customer_panels
from accounts.views.account import json_of
from events.explorer.admin_base import HardenedAdmin
from storefront import security
from storefront.admin_site.pages import form_page
from storefront.admin_site.search import IndexedSearchMixin
from storefront.admin_site.selection import chosen_rows
from storefront.choices import RowChoicesMixin
from storefront.email_addresses import EmailField
from storefront.errors import is_timeout
from storefront.stored_values import StoredValuesForm
from storefront.text import LineOfText


class NewUserForm(forms.ModelForm):
    """Create an account without a password: its owner sets one by "Reset your password"."""

    class Meta:
        model = User
        fields = ["email"]
        field_classes = {"email": EmailField}

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  Django's signature
        self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        return user


class UserForm(StoredValuesForm):
    """Edit an account; its address is changed by its owner."""

    class Meta:
        model = User
        fields = ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]


class GroupForm(StoredValuesForm):
    """Edit the permissions of a group."""

    class Meta:
        model = Group
        fields = ["name", "permissions"]
        field_classes = {"name": LineOfText}


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(HardenedAdmin, RowChoicesMixin, DjangoGroupAdmin):
    form = GroupForm
    filter_horizontal: ClassVar = []  # its script labels elements that have no role


@admin.register(User)
class UserAdmin(IndexedSearchMixin, NotesMixin, HardenedAdmin, RowChoicesMixin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    ordering = ["email"]
    list_display = ["email", "date_joined", "last_login", "is_active", "is_staff"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_by: ClassVar = {"email": ["email"]}
    search_help_text = "Beginning of the e-mail address"
    readonly_fields = ["email", "email_confirmed_at", "last_login", "date_joined"]
    fieldsets = (
        (None, {"fields": ["email", "email_confirmed_at", "date_joined", "last_login"]}),
        (
            "Access",
            {
                "fields": [
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                    "shown",
                ]
            },
        ),
    )
    add_fieldsets = ((None, {"fields": ["email"]}),)
    actions = ["export_data", "close_accounts"]
    filter_horizontal: ClassVar = []  # as for groups

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Fetch the permissions with their content types, which are part of their names."""
        if db_field.name == "user_permissions":
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let only superusers change access; an address can only be entered in a new account."""
        fixed = [*super().get_readonly_fields(request, obj)] if obj else []
        if not request.user.is_superuser:
            fixed += ["is_staff", "is_superuser", "groups", "user_permissions"]
        return fixed

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let only superusers change superusers."""
        protected = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return not protected and super().has_change_permission(request, obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the notes, and what the apps know about the customer."""
        user = self.get_object(request, object_id)
        permissions = frozenset(request.user.get_all_permissions())
        question = CustomerPanels(customer_id=user.pk, permissions=permissions) if user else None
        context = {
            "panels": customer_panels.ask(question) if question else [],
            **self.notes_context(request, user),
            "addresses": self._addresses(request, user),
            "can_export": self.has_export_permission(request),
            "can_close": self.has_close_permission(request) and user and not user.is_staff,
        }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def _addresses(self, request: HttpRequest, user: User | None) -> Iterable[Address]:
        """Return the addresses that the customer saved, if the member of staff may view them."""
        if user is None or not request.user.has_perm("accounts.view_address"):
            return []
        return user.addresses.all()

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  the name is Django's
        form_url: str = "",
    ) -> HttpResponse:
        """Refuse: every customer and every member of staff resets their own password."""
        raise PermissionDenied

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Prevent deletion: closing an account lets every app erase its data."""
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.export_user")

    def has_close_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.close_user")

    @admin.action(description="Export the personal data of one customer", permissions=["export"])
    def export_data(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        if queryset.count() != 1:
            self.message_user(request, "Select one account to export.", messages.WARNING)
            return None
        user = queryset.get()
        security.log("staff exported personal data", request, account_id=user.pk)
        return json_of(user)

    @admin.action(description="Close selected accounts", permissions=["close"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """List the accounts; close them once the list is confirmed."""
        users = chosen_rows(self, request, queryset)
        if not users:
            return None
        if "confirmed" not in request.POST:
            return form_page(
                self,
                request,
                "admin/accounts/user/close.html",
                title="Close accounts",
                users=users,
            )
        closed = 0
        for user in users:
            account_id = user.pk
            try:
                services.close_account(user_id=account_id)
            except (AccountClosureRefused, services.StaffAccount) as refused:
                self.message_user(request, f"{user.email}: {refused}", messages.WARNING)
            except DatabaseError as error:
                if not is_timeout(error) or len(users) == 1:
                    raise
                reason = "This account is in use and was not closed."
                self.message_user(request, f"{user.email}: {reason}", messages.WARNING)
            else:
                closed += 1
                security.log("staff closed an account", request, account_id=account_id)
        self.message_user(request, f"Closed accounts: {closed}.", messages.SUCCESS)
        return None
