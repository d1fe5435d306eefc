"""Searching the journal: filters, and pages that stay fast however long it is."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.utils import timezone

from events.identifiers import first_id_of
from events.models import Delivery, Status, StoredEvent
from events.payloads import open_fields
from events.registry import registry
from events.signals import minute_passed

PAGE = 50
# A text is looked for in payloads, which no index helps with; so never in all of time.
_TEXT_REACHES_BACK = timedelta(days=7)


class JournalFilter(forms.Form):
    """The filters of the journal's page; an unreadable one is named beside its field."""

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
class JournalPage:
    """Newest first; `before` is where the next, older page begins."""

    entries: list[StoredEvent]
    before: UUID | None


def journal_page(
    filters: JournalFilter, *, before: UUID | None, personal: bool = False
) -> JournalPage:
    """One page of what the filters let through, with its deliveries: two statements.

    Ids are in the order of time, so a page begins behind an id and never counts or skips.
    Unless `personal` is asked for, a text is looked for in what everybody may see only: who
    can find a masked value can read it, letter by letter.
    """
    entries = StoredEvent.objects.none()
    if filters.is_valid():
        entries = _filtered(filters, personal=personal)
    if before is not None:
        entries = entries.filter(id__lt=before)
    rows = list(entries.order_by("-id").prefetch_related("deliveries")[: PAGE + 1])
    more = len(rows) > PAGE
    return JournalPage(rows[:PAGE], rows[PAGE - 1].id if more else None)


def _filtered(filters: JournalFilter, *, personal: bool) -> QuerySet[StoredEvent]:
    wanted = filters.cleaned_data
    entries = StoredEvent.objects.all()
    if wanted["signal"]:
        entries = entries.filter(signal=wanted["signal"])
    elif not wanted["ticks"]:
        entries = entries.exclude(signal=minute_passed.name)
    if wanted["app"]:
        entries = entries.filter(signal__startswith=f"{wanted['app']}.")
    if wanted["status"]:
        deliveries = Delivery.objects.filter(entry=OuterRef("pk"), status=wanted["status"])
        entries = entries.filter(Exists(deliveries))
    if wanted["correlation_id"]:
        entries = entries.filter(correlation_id=wanted["correlation_id"])
    since, text = wanted["since"], wanted["text"]
    if text:
        since = since or timezone.now() - _TEXT_REACHES_BACK
        entries = _with_text(entries, text) if personal else entries.filter(_shows(text))
    if since is None:
        return entries
    return entries.filter(id__gte=first_id_of(since), occurred_at__gte=since)


def _with_text(entries: QuerySet[StoredEvent], text: str) -> QuerySet[StoredEvent]:
    """Those with the text anywhere in the payload, the names of its fields included."""
    whole = entries.annotate(payload_text=Cast("payload", TextField()))
    return whole.filter(payload_text__icontains=text)


def _shows(text: str) -> Q:
    """Whether a field that is not masked holds the text; of unknown signals, all is masked."""
    shows = Q(pk__in=[])
    for signal in registry.signals.values():
        holds = Q(pk__in=[])
        for field in sorted(open_fields(signal.event_type)):
            holds |= Q(IContains(KT(f"payload__{field}"), Value(text)))
        shows |= Q(signal=signal.name) & holds
    return shows
