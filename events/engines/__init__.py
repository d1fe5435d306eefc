"""Who runs the durable deliveries: `EVENTS_ENGINE` says `worker` (the default) or `celery`.

The table of deliveries is the truth in both; an engine only decides which process calls
`deliver()`, and when. With `worker`, processes look for due rows themselves, and nothing is
handed out.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

from django.conf import settings

type HandOut = Callable[[Sequence[int]], int]


def hands_out() -> HandOut | None:
    """What tells the engine of new deliveries after a commit; None if it looks for itself."""
    if settings.EVENTS_ENGINE != "celery":
        return None
    # Celery is an extra: it is imported only where it is chosen.
    hand_out: HandOut = import_module("events.engines.celery").hand_out
    return hand_out
