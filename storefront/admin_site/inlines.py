"""Rows on the page of the object that they belong to."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class TableInline(admin.TabularInline):
    """Rows of a read-only page, as a plain table."""

    template = "admin/edit_inline/table.html"
    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields
