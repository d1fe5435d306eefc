"""Live pages ask one address again and again: cheaply, and only with leave to do so.

Whoever may see a page that shows a flow gets a signed address that shows this flow for an
hour. So a page of any app can be live without asking its own view again, and nobody has to be
looked up in the database to answer. The address carries what has been seen, and the answer is
204 while that is all there is. The map has such an address, too.
"""

import hashlib
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.urls import reverse

from events.explorer.flows import Flow

_SALT = "events.flow"
_MAP_SALT = "events.map"
_LIFETIME_SECONDS = 3600


class Leave(NamedTuple):
    """What a signed address permits."""

    correlation_id: UUID
    personal: bool


def poll_url(flow: Flow) -> str:
    """The address at which this very flow can be asked for again, by whoever has it."""
    leave = signing.dumps([str(flow.correlation_id), flow.personal], salt=_SALT, compress=False)
    query = urlencode({"leave": leave, "seen": fingerprint(flow)})
    return f"{reverse('events:flow_fragment')}?{query}"


def read_leave(token: str) -> Leave | None:
    """What the token permits; None for one that is forged or an hour old."""
    try:
        correlation_id, personal = signing.loads(token, salt=_SALT, max_age=_LIFETIME_SECONDS)
    except signing.BadSignature:
        return None
    return Leave(UUID(correlation_id), personal)


def map_poll_url(stamp: str) -> str:
    """The address at which the map can be asked for again, by whoever has it."""
    leave = signing.dumps("map", salt=_MAP_SALT, compress=False)
    return f"{reverse('events:map_fragment')}?{urlencode({'leave': leave, 'seen': stamp})}"


def may_poll_map(token: str) -> bool:
    """Whether the token is a leave for the map; not one that is forged or an hour old."""
    try:
        signing.loads(token, salt=_MAP_SALT, max_age=_LIFETIME_SECONDS)
    except signing.BadSignature:
        return False
    return True


def fingerprint(flow: Flow) -> str:
    """Short, and different as soon as anything of the flow that a page shows is different."""
    digest = hashlib.sha256()
    for event in flow.events:
        for run in event.receivers:
            digest.update(f"{event.id}{run.name}{run.status}{run.attempts};".encode())
        digest.update(event.id.bytes)
    digest.update(str(len(flow.refusals)).encode())
    return digest.hexdigest()[:16]
