"""The payload gets a new field. What happens to events that have waited since yesterday?

`order_shipped` carried the order's id and the tracking number. Today it also carries the carrier.
Some parcels were announced before the deployment, and their events wait for a worker. During the
deployment, a worker of yesterday finds an event of today.

- a. They are delivered: receivers take `**kwargs`.
- b. Old events fail in the new code, unless the field has a default, which solves it.
- c. Both directions need an answer; a default solves the first only where it is true.

**Answer: c.** An event that lives as long as a call always has one version. An event that waits
outlives the code that wrote it. The new class then meets a payload without its field, and
yesterday's class one with an unknown field.

A default removes the error. Whether it is *true* is another question: "unknown" did not carry the
parcel. The developer who changes the shape knows what its absence meant. Write it as a function
that turns version 1 into version 2 when an old event is read. Receivers see the present shape
only.

The other direction has no conversion. The old worker must notice the version and refuse; the
event is retried later, by a new worker. This includes a new field with a default: old code cannot
read it either.

**Often said:** "keyword arguments make signals flexible". Until something waits.

**In the shop:** `orders/signals.py::_by_post` is such a function, used by
`events/signal.py::EventSignal.decode`. CI rejects a *breaking* change without a new version
(D12).

**Source:** [openedx-platform #14033](https://github.com/openedx/openedx-platform/pull/14033),
where a deployment met its own queue

**Keywords:** deployments, payload versions, schema evolution, upcasters
"""

import json

import stage

stage.set_up("events")

from dataclasses import dataclass

from events.api import EventSignal
from events.types import InvalidPayload

YESTERDAY = json.loads('{"order_id": 7, "tracking": "PP-1"}')  # as it waits in the table
TODAY = json.loads('{"order_id": 8, "tracking": "FV-9", "carrier": "Fast Van"}')


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped:
    order_id: int
    tracking: str
    carrier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithADefault:
    order_id: int
    tracking: str
    carrier: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfYesterday:
    order_id: int
    tracking: str


def announce(event):
    return f"Order {event.order_id} comes with {event.carrier}."


def by_post(payload):
    """Version 1 named no carrier, since every parcel went by post."""
    return {**payload, "carrier": "Parcel Post"}


print("by the names of the fields alone")
for reader, payload in (OrderShipped, YESTERDAY), (WithADefault, YESTERDAY), (OfYesterday, TODAY):
    try:
        print(" ", announce(reader(**payload)))
    except TypeError as error:
        print(" ", error)

print("with versions")
signal = EventSignal(OrderShipped, version=2, upcasters={1: by_post})
print(" ", announce(signal.decode(YESTERDAY, version=1)))
print(" ", announce(signal.decode(TODAY, version=2)))
try:
    EventSignal(OfYesterday).decode(TODAY, version=2)
except InvalidPayload as error:
    print(" ", str(error).replace("__main__.", ""))

# Output:
# by the names of the fields alone
#   OrderShipped.__init__() missing 1 required keyword-only argument: 'carrier'
#   Order 7 comes with unknown.
#   OfYesterday.__init__() got an unexpected keyword argument 'carrier'
# with versions
#   Order 7 comes with Parcel Post.
#   Order 8 comes with Fast Van.
#   of_yesterday was stored at version 2; this code reads 1 to 1.
