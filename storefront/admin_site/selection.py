"""The rows that are chosen for an action of a list."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest

MAX_CHOSEN = 100  # as many as a page of a list has


def chosen_rows[M: Model](
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[M]
) -> list[M]:
    """Return the chosen rows; none, with a message, if there are more than 100.

    The list offers to choose the rows of all pages, which can be a million. A message counts the
    rows that no longer match the list's filters, because another user changed them meanwhile:
    Django leaves them out silently.
    """
    chosen, rows = list(queryset[: MAX_CHOSEN + 1]), model_admin.opts.verbose_name_plural
    if len(chosen) > MAX_CHOSEN:
        message = f"Choose at most {MAX_CHOSEN} {rows} at once."
        model_admin.message_user(request, message, messages.WARNING)
        return []
    if request.POST.get("select_across", "0") == "0":
        missing = len({*request.POST.getlist(ACTION_CHECKBOX_NAME)}) - len(chosen)
        if missing > 0:
            were, them = ("was", "it") if missing == 1 else ("were", "them")
            message = (
                f"{missing} of the chosen {rows} {were} left out: "
                f"this list does not show {them} any more."
            )
            model_admin.message_user(request, message, messages.WARNING)
    return chosen
