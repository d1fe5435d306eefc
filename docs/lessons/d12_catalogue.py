"""A developer deletes a `connect()` line and renames a field. What notices?

Points are not awarded any more, and events that wait in the table have a field that the code does
not define. No error is raised while the shop starts.

- a. The type checker: both are mistakes in types.
- b. Nothing, until customers complain.
- c. A test, if the wiring and the shapes are recorded and compared.

**Answer: c.** A signal needs no receiver, so one receiver less is not an error. A renamed field is
consistent in all code; the *old rows* do not fit. Both are contracts between parts that do
not import each other, and a contract has to be in writing.

Both are therefore generated from the running code, committed, and compared in CI. A change of the
wiring becomes a line in a diff, which a developer reviews. A change of a shape is compatible (a
new field with a default) or needs a new version and a function that reads the old one.
"Compatible" means that new code reads old events. An old worker cannot read the new field; it
refuses the event until it is replaced.

The catalogue is documentation that cannot be out of date, which is its second use.

**In the shop:** `docs/events.md` is the catalogue; `events/explorer/checks.py::differences`
compares it with the registry, `events/contracts/compatibility.py::breaks` compares the shapes.

**Source:** [Django, system check framework](https://docs.djangoproject.com/en/6.1/topics/checks/),
[JSON Schema](https://json-schema.org/)

**Keywords:** contracts, event catalogue, schema evolution, system checks
"""

import stage

stage.set_up("events")

from dataclasses import dataclass

from events.api import DURABLE, EventSignal
from events.contracts.compatibility import breaks
from events.contracts.schemas import shape_of
from events.registry import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    order_id: int
    total: str


def award(*, event, metadata, **kwargs):
    pass


def receipt(*, event, metadata, **kwargs):
    pass


def wiring():
    return {f"{s.receiver} receives {s.signal} ({s.mode})" for s in registry.subscriptions.values()}


order_paid = EventSignal(OrderPaid)
order_paid.connect(award, delivery=DURABLE)
order_paid.connect(receipt, delivery=DURABLE)
catalogue, schema = wiring(), shape_of(OrderPaid)  # as they are committed

print("a connect() line is deleted")
order_paid.disconnect(award)
for line in sorted(catalogue - wiring()):
    print("  not any more:", line)


def compare(what, event_type):
    found = list(breaks(schema, shape_of(event_type))) or ["what was written can be read"]
    print(what, *found, sep="\n  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithOneMore:
    order_id: int
    total: str
    gift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    order_id: int
    amount: str


compare("a field with a default is added", WithOneMore)
compare("a field is renamed", Renamed)

# Output:
# a connect() line is deleted
#   not any more: __main__.award receives __main__.order_paid (durable)
# a field with a default is added
#   what was written can be read
# a field is renamed
#   total was removed
#   amount is new and has no default
