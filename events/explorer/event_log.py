"""One page of the event log, at a cost that does not depend on the length of the log."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.utils import timezone

from events.explorer.paging import Page, page_of
from events.models import Delivery, StoredEvent, lowest_id
from events.payload import personal_fields
from events.registry import registry
from events.signals import minute_passed

PAGE_SIZE = 50
# No index helps with these filters, so they search the recent past only.
_WITHOUT_INDEX = ("text", "actor", "request_id")
_RECENT = timedelta(days=7)


def event_log_page(
    wanted: Mapping[str, Any], *, before: UUID | None = None, personal: bool = False
) -> Page[StoredEvent]:
    """Return one page of the events that match a valid `EventLogFilter`, in two statements.

    Unless `personal`, a text is searched for in unmasked fields only: a masked value could be
    guessed letter by letter.
    """
    rows = _filtered(wanted, personal=personal)
    return page_of(rows.prefetch_related("deliveries"), before=before, size=PAGE_SIZE)


def _filtered(wanted: Mapping[str, Any], *, personal: bool) -> QuerySet[StoredEvent]:
    rows = StoredEvent.objects.all()
    if wanted.get("signal"):
        rows = rows.filter(signal=wanted["signal"])
    elif not wanted.get("ticks"):
        rows = rows.exclude(signal=minute_passed.name)
    if wanted.get("app"):
        rows = rows.filter(signal__startswith=f"{wanted['app']}.")
    if wanted.get("status"):
        deliveries = Delivery.objects.filter(event=OuterRef("pk"), status=wanted["status"])
        rows = rows.filter(Exists(deliveries))
    if wanted.get("correlation_id"):
        rows = rows.filter(correlation_id__in=wanted["correlation_id"])
    for name in ("actor", "request_id"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("text"):
        rows = _containing(rows, wanted["text"], personal=personal)
    since = wanted.get("since")
    if since is None and any(wanted.get(name) for name in _WITHOUT_INDEX):
        since = timezone.now() - _RECENT
    return rows if since is None else rows.filter(id__gte=lowest_id(since))


def _containing(rows: QuerySet[StoredEvent], text: str, *, personal: bool) -> QuerySet[StoredEvent]:
    if personal:
        whole = rows.annotate(payload_text=Cast("payload", TextField()))
        return whole.filter(payload_text__icontains=text)
    contains = Q(pk__in=[])
    for signal in registry.signals.values():
        names = {field.name for field in fields(signal.event_type)}
        in_fields = Q(pk__in=[])
        for name in sorted(names - personal_fields(signal.event_type)):
            in_fields |= Q(IContains(KT(f"payload__{name}"), Value(text)))
        contains |= Q(signal=signal.name) & in_fields
    return rows.filter(contains)
