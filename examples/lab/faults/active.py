"""The faults that are switched on, as every process sees them.

The rows are the truth. They are read from the shared cache, so that a receiver's run costs no
statement more than it would without the lab, and the timeline's numbers stay honest.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.utils import timezone

from examples.lab.models import Fault, FaultKind

_KEY = "lab.faults"
_SECONDS = 60


class ActiveFault(NamedTuple):
    """What is to happen to one receiver; `until` is None where it stays until mended."""

    kind: FaultKind
    times: int
    until: datetime | None


type Faults = Mapping[tuple[str, str], ActiveFault]


def active_faults() -> Faults:
    """Every fault that is switched on now, by signal and receiver."""
    known: Faults | None = cache.get(_KEY)
    if known is None:
        known = _read()
        cache.add(_KEY, known, _SECONDS)  # whoever has set it meanwhile knows better
    now = timezone.now()
    return {key: fault for key, fault in known.items() if fault.until is None or fault.until > now}


def make_known() -> None:
    """Let every process see the rows as they are now; call it after the commit."""
    cache.set(_KEY, _read(), _SECONDS)


def _read() -> Faults:
    return {
        (fault.signal, fault.receiver): ActiveFault(FaultKind(fault.kind), fault.times, fault.until)
        for fault in Fault.objects.all()
    }
