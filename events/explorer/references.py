"""The question that asks apps for the subject of a flow and its page."""

from dataclasses import dataclass
from uuid import UUID

from events.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowReferences:
    """Collect the flows that a text names: a correlation id, or a number that customers know.

    Asked: by the timeline, with its correlation id; by the event log, with the text of its
    filter. The reader may be anonymous: answer with nothing but the name and the address.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowReference:
    """The subject of a flow, such as an order, with the address of its page."""

    correlation_id: UUID
    title: str
    url: str


flow_references = Question(FlowReferences, FlowReference)
