"""Rows on the page of the object that they belong to."""

from django.contrib import admin


class TableInline(admin.TabularInline):
    """Rows of a read-only page, as a plain table."""

    template = "admin/edit_inline/table.html"
    extra = 0
    can_delete = False
