"""What the kernel itself announces and asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from events.event_signal import EventSignal
from events.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutePassed:
    """A minute of the clock has begun.

    Published: by whichever worker is first, once a minute however many workers run.
    Not published: while no worker runs; missed minutes are not caught up.
    May be refused by: nobody. It is heard durably, without a transaction, with one attempt; a
    receiver that is still busy with an earlier minute is left out.
    """

    minute: datetime


minute_passed = EventSignal(MinutePassed)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameShown:
    """A page is being shown: who has something for its header?

    Asked: once for every page that uses the frame. `viewer_id` is the signed-in user's id,
    `None` for a visitor; `path` is the page's own path.
    """

    viewer_id: int | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A piece of another app's page: a template of the answering app, and its context."""

    app: str
    title: str
    template: str
    context: Mapping[str, object] = field(default_factory=dict)


frame_shown = Question(FrameShown, Panel)
