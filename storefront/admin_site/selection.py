"""The rows that are chosen for an action of a list."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

MAX_CHOSEN = 100  # as many as a page of a list has


def chosen_rows[M: Model](
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[M]
) -> list[M]:
    """Return the chosen rows; none, with a message, if there are more than 100.

    The list offers to choose the rows of all pages, which can be a million.
    """
    chosen = list(queryset[: MAX_CHOSEN + 1])
    if len(chosen) <= MAX_CHOSEN:
        return chosen
    message = f"Choose at most {MAX_CHOSEN} {model_admin.opts.verbose_name_plural} at once."
    model_admin.message_user(request, message, messages.WARNING)
    return []
