"""The active faults, as every process sees them.

They are read from the shared cache, so that the lab adds no statement to the run of a receiver and
the numbers in the timeline stay correct.
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
    """The fault of one receiver; without `until` it stays until it is removed."""

    kind: FaultKind
    times: int
    until: datetime | None


type Faults = Mapping[tuple[str, str], ActiveFault]


def active_faults() -> Faults:
    """Return the active faults by signal and receiver."""
    cached: Faults | None = cache.get(_KEY)
    if cached is None:
        cached = _read()
        cache.add(_KEY, cached, _SECONDS)  # another process may have stored newer faults
    now = timezone.now()
    return {key: fault for key, fault in cached.items() if fault.until is None or fault.until > now}


def refresh_cache() -> None:
    """Make changed faults visible to every process. Call it after the commit."""
    cache.set(_KEY, _read(), _SECONDS)


def _read() -> Faults:
    return {
        (fault.signal, fault.receiver): ActiveFault(FaultKind(fault.kind), fault.times, fault.until)
        for fault in Fault.objects.all()
    }
