"""The questions that ask apps for the subject of a flow and its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from events.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowReferences:
    """Collect the flows that a text names: a correlation id, or a number that customers know.

    Asked: by the timeline, with its correlation id; by the event log and by searches of the
    admin, with the text. The reader may be anonymous: answer with nothing but the name and the
    address.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowReference:
    """The subject of a flow, such as an order, with the address of its page."""

    correlation_id: UUID
    title: str
    url: str


flow_references = Question(FlowReferences, FlowReference)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNames:
    """Collect the names of several flows.

    Asked: once for each list of events, deliveries or refusals, with the correlation ids of its
    rows. The reader may be anonymous: answer with nothing but the name and the address.
    """

    correlation_ids: frozenset[UUID]


flow_names = Question(FlowNames, FlowReference)


def names_of(correlation_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the titles of the flows that an app knows, by correlation id."""
    wanted = frozenset(correlation_ids)
    found = flow_names.ask(FlowNames(correlation_ids=wanted)) if wanted else []
    return {reference.correlation_id: reference.title for reference in found}


def flows_named(text: str) -> list[UUID]:
    """Return the correlation ids that a text means: itself, or a number that an app knows."""
    text = text.strip()
    try:
        return [UUID(text)] if text else []
    except ValueError:
        found = flow_references.ask(FlowReferences(text=text))
    return [reference.correlation_id for reference in found]
