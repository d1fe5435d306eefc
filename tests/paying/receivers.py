"""Receivers of the shop's processes, at whose moments a test may want them to die."""

from events.api import EventMetadata
from tests.paying.moments import reach


def reach_commit(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Reach the moment right after the commit of an event; it is named after the signal."""
    reach(metadata.signal)
