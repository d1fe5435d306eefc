"""The kernel: the event and each receiver's delivery are rows of the order's own transaction."""

import time
from uuid import UUID

from events.api import unit_of_work
from events.delivery.deliver import deliver
from events.delivery.maintenance import replay_event
from events.models import OPEN, Delivery
from events.types import DURABLE
from examples.lab.ladder import effects
from examples.lab.models import Case, Receipt, Trouble
from examples.lab.signals import ParcelOrdered, parcel_ordered


def place_order(case: Case) -> None:
    with unit_of_work(correlation_id=case.pk):
        effects.save_order(case)
        parcel_ordered.publish(ParcelOrdered(case_id=case.pk))
        effects.finish_request(case)


def award_points(*, case_id: UUID, cause: UUID) -> None:
    effects.award_points(Case.objects.get(pk=case_id), cause)


def send_receipt(*, case_id: UUID, cause: UUID) -> None:
    if not Receipt.objects.filter(pk=cause).exists():
        effects.send_receipt(Case.objects.get(pk=case_id))
        Receipt.objects.create(pk=cause)


def deliver_all(case: Case) -> None:
    ours = Delivery.objects.filter(event__correlation_id=case.pk, mode=DURABLE)
    settle(case)
    if case.trouble == Trouble.TWICE:
        for delivery in ours.select_related("event"):
            replay_event(stored=delivery.event, receiver=delivery.receiver)
        settle(case)


def settle(case: Case) -> None:
    waiting = Delivery.objects.filter(
        event__correlation_id=case.pk, mode=DURABLE, status__in=OPEN
    ).order_by("due_at")
    while (first := waiting.first()) is not None:
        if not deliver(delivery_id=first.pk):  # not due yet, or the shop's own worker has it
            time.sleep(0.02)
