"""Pages of long lists. A page starts behind an id, so its cost does not depend on the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[M: Model]:
    """Rows, latest first; `older` is the id that the next page starts behind."""

    rows: Sequence[M]
    older: UUID | None


def page_of[M: Model](rows: QuerySet[M], *, before: UUID | None, size: int) -> Page[M]:
    """Return the latest rows, or those before an id. The ids are ordered by time."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    return Page(rows=found[:size], older=found[size - 1].pk if len(found) > size else None)


def parsed_id(text: str) -> UUID | None:
    """Return the id in a query string, or None for an invalid one."""
    try:
        return UUID(text)
    except ValueError:
        return None
