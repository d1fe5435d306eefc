"""Searching the event log: filters, and pages that stay fast however long it is."""

from dataclasses import dataclass, fields
from datetime import timedelta
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.utils import timezone

from events.ids import lowest_id
from events.models import Delivery, Status, StoredEvent
from events.payload import personal_fields
from events.registry import registry
from events.signals import minute_passed

PAGE = 50
# A text is looked for in payloads, which no index helps with; so never in all of time.
_TEXT_REACHES_BACK = timedelta(days=7)


class EventLogFilter(forms.Form):
    """The filters of the event log's page; an unreadable one is named beside its field."""

    signal = forms.ChoiceField(required=False, label="Signal")
    app = forms.ChoiceField(required=False, label="App")
    status = forms.ChoiceField(
        required=False,
        label="Has a delivery that is",
        choices=[("", "any"), *((status.value, status.value) for status in Status)],
    )
    correlation_id = forms.UUIDField(
        required=False, label="Correlation id", error_messages={"invalid": "This is not a UUID."}
    )
    since = forms.DateTimeField(
        required=False, label="Since", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    text = forms.CharField(
        required=False,
        max_length=100,
        label="Text in the payload",
        help_text="In the last seven days, unless “since” says otherwise.",
    )
    ticks = forms.BooleanField(required=False, label="Show the clock's ticks")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        names = sorted(registry.signals)
        apps = sorted({name.partition(".")[0] for name in names})
        self._choices("signal", names)
        self._choices("app", apps)

    def _choices(self, name: str, values: list[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above
        field.choices = [("", "all"), *((value, value) for value in values)]


@dataclass(frozen=True, slots=True)
class EventLogPage:
    """Newest first; `before` is where the next, older page begins."""

    rows: list[StoredEvent]
    before: UUID | None


def event_log_page(
    filters: EventLogFilter, *, before: UUID | None, personal: bool = False
) -> EventLogPage:
    """One page of what the filters let through, with its deliveries: two statements.

    Ids are in the order of time, so a page begins behind an id and never counts or skips.
    Unless `personal` is asked for, a text is looked for in what everybody may see only: who
    can find a masked value can read it, letter by letter.
    """
    rows = StoredEvent.objects.none()
    if filters.is_valid():
        rows = _filtered(filters, personal=personal)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id").prefetch_related("deliveries")[: PAGE + 1])
    more = len(found) > PAGE
    return EventLogPage(found[:PAGE], found[PAGE - 1].id if more else None)


def _filtered(filters: EventLogFilter, *, personal: bool) -> QuerySet[StoredEvent]:
    wanted = filters.cleaned_data
    rows = StoredEvent.objects.all()
    if wanted["signal"]:
        rows = rows.filter(signal=wanted["signal"])
    elif not wanted["ticks"]:
        rows = rows.exclude(signal=minute_passed.name)
    if wanted["app"]:
        rows = rows.filter(signal__startswith=f"{wanted['app']}.")
    if wanted["status"]:
        deliveries = Delivery.objects.filter(event=OuterRef("pk"), status=wanted["status"])
        rows = rows.filter(Exists(deliveries))
    if wanted["correlation_id"]:
        rows = rows.filter(correlation_id=wanted["correlation_id"])
    since, text = wanted["since"], wanted["text"]
    if text:
        since = since or timezone.now() - _TEXT_REACHES_BACK
        rows = _with_text(rows, text) if personal else rows.filter(_shows(text))
    if since is None:
        return rows
    return rows.filter(id__gte=lowest_id(since), occurred_at__gte=since)


def _with_text(rows: QuerySet[StoredEvent], text: str) -> QuerySet[StoredEvent]:
    """Those with the text anywhere in the payload, the names of its fields included."""
    whole = rows.annotate(payload_text=Cast("payload", TextField()))
    return whole.filter(payload_text__icontains=text)


def _shows(text: str) -> Q:
    """Whether a field that is not masked holds the text; of unknown signals, all is masked."""
    shows = Q(pk__in=[])
    for signal in registry.signals.values():
        holds = Q(pk__in=[])
        for field in sorted(
            {f.name for f in fields(signal.event_type)} - personal_fields(signal.event_type)
        ):
            holds |= Q(IContains(KT(f"payload__{field}"), Value(text)))
        shows |= Q(signal=signal.name) & holds
    return shows
