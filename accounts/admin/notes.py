"""Internal notes on the page of a customer."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from accounts import services
from accounts.models import User
from accounts.models.note import MAX_NOTE
from storefront.admin_site.pages import form_page
from storefront.text import Lines


class NoteForm(forms.Form):
    text = Lines(
        label="Note",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="For colleagues. The customer reads it only in their exported data.",
    )


class NotesMixin(admin.ModelAdmin):
    """Show the notes about a customer, and add one. Needs the permissions of CustomerNote."""

    def get_urls(self) -> list[URLPattern]:
        note = path(
            "<int:user_id>/note/",
            self.admin_site.admin_view(self.note_view),
            name="accounts_user_note",
        )
        return [note, *super().get_urls()]

    def notes_context(self, request: HttpRequest, user: User | None) -> dict[str, Any]:
        """Return the notes that the page shows, and the form for another one."""
        can_view = request.user.has_perm("accounts.view_customernote")
        can_add = request.user.has_perm("accounts.add_customernote")
        return {
            "notes": user.notes.select_related("author") if user and can_view else [],
            "note_form": NoteForm() if user and can_add else None,
        }

    def note_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Add a note; show the form again, on a separate page, if it is empty or too long."""
        if not request.user.has_perm("accounts.add_customernote"):
            raise PermissionDenied
        customer = get_object_or_404(User, pk=user_id)
        form = NoteForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                services.add_customer_note(
                    customer_id=customer.pk,
                    author_id=request.user.pk,
                    text=form.cleaned_data["text"],
                )
            except User.DoesNotExist as error:
                raise Http404("This account was closed.") from error
            self.message_user(request, "The note is added.", messages.SUCCESS)
            return redirect("admin:accounts_user_change", customer.pk)
        page = form_page(
            self,
            request,
            "admin/accounts/user/note.html",
            title="Add a note",
            customer=customer,
            note_form=form,
        )
        page.status_code = 422 if form.errors else 200
        return page
