"""How much of a durable event system is Django's `Signal`?

Our kernel announces events through `django.dispatch.Signal`. An event must survive a crash, be
delivered once by one of two workers, and reach a receiver that was written a day later. Below, the
parts are added one by one.

- a. All of it: the rest is configuration.
- b. The fan-out inside the transaction. Everything else is ours.
- c. Nothing: a durable system has no use for `Signal`.

**Answer: b.** `Signal` keeps the list of receivers of this process and calls them. It does this
well, with a key that prevents duplicates, and its interface is what Django developers expect. It
does not store, retry, lock, or look into another process.

What makes events durable has other names. The *outbox* is a row for each receiver, written in the
sender's transaction. The *registry* finds a receiver by name in another process. The *worker*
delivers. The *lease* gives a row to one worker only. The *event log* keeps the event after its
delivery, so it can be replayed.

Replace `Signal` by a Python list, and the result below is the same. That is the measure of its
share. We use it all the same: one mechanism for connecting, and the first rung is plain Django.

**Often said:** "signals can be made reliable". An outbox can, and a signal can stand in front of
it.

**In the shop:** `send` runs every receiver: `events/dispatch.py::dispatch`. The outbox:
`events/publish.py::_queue`. The lease: `events/delivery/claim.py::claim`.

**Source:** [Transactional outbox](https://microservices.io/patterns/data/transactional-outbox.html),
[Reliable Django Signals](https://hakibenita.com/django-reliable-signals)

**Keywords:** event log, lease, outbox, registry, `Signal()`, worker
"""

import stage

stage.set_up()

from contextlib import suppress

from django.db import models, transaction
from django.dispatch import Signal


class Event(models.Model):  # the event log
    order_id = models.IntegerField()


class Delivery(models.Model):  # the outbox
    event = models.ForeignKey(Event, models.CASCADE)
    receiver = models.CharField()
    leased = models.BooleanField(default=False)


stage.create_tables()


class PlainList:
    """The fan-out without Django."""

    def __init__(self):
        self.connected = []

    def connect(self, receiver):
        self.connected.append(receiver)

    def send(self, sender, **named):
        return [(receiver, receiver(**named)) for receiver in self.connected]


REGISTRY = {}
awarded = []


def award(order_id, **kwargs):
    awarded.append(order_id)


def count(order_id, **kwargs):
    print(f"    count, written a day later: order {order_id}")


def store_delivery(order_id, event=None, **kwargs):
    """The one receiver in the transaction: write the outbox row."""
    if event is not None:
        Delivery.objects.create(event=event, receiver="award")


class Killed(BaseException):
    """Stand for SIGKILL after the commit."""


def pay(signal, *, with_log):
    with suppress(Killed):
        with transaction.atomic():
            event = Event.objects.create(order_id=7) if with_log else None
            signal.send(sender=Event, order_id=7, event=event)
        raise Killed


def worker(rows, *, leases):
    for row in rows:  # found before the other worker has finished
        if leases and not Delivery.objects.filter(pk=row.pk, leased=False).update(leased=True):
            continue
        REGISTRY[row.receiver](order_id=row.event.order_id)


def story(fan_out):
    REGISTRY.clear()
    pay(fan_out(), with_log=False)
    print("  the signal alone, then a crash:   points", len(awarded))

    signal = fan_out()
    signal.connect(store_delivery)
    pay(signal, with_log=True)
    print("  and an outbox:                    points", len(awarded), end=", ")
    print("rows", Delivery.objects.count())

    rows = list(Delivery.objects.all())
    with suppress(KeyError):
        worker(rows, leases=False)
    print("  and a worker without a registry:  points", len(awarded))

    REGISTRY["award"] = award
    worker(rows, leases=False)
    worker(rows, leases=False)
    print("  and a registry, two workers:      points", len(awarded))

    awarded.clear()
    worker(rows, leases=True)
    worker(rows, leases=True)
    print("  and a lease, two workers:         points", len(awarded))

    REGISTRY["count"] = count
    print("  and an event log, replayed:")
    for event in Event.objects.all():
        REGISTRY["count"](order_id=event.order_id)


for fan_out in Signal, PlainList:
    print(f"fan-out by {fan_out.__name__}")
    awarded.clear()
    Event.objects.all().delete()
    story(fan_out)

# Output:
# fan-out by Signal
#   the signal alone, then a crash:   points 0
#   and an outbox:                    points 0, rows 1
#   and a worker without a registry:  points 0
#   and a registry, two workers:      points 2
#   and a lease, two workers:         points 1
#   and an event log, replayed:
#     count, written a day later: order 7
# fan-out by PlainList
#   the signal alone, then a crash:   points 0
#   and an outbox:                    points 0, rows 1
#   and a worker without a registry:  points 0
#   and a registry, two workers:      points 2
#   and a lease, two workers:         points 1
#   and an event log, replayed:
#     count, written a day later: order 7
