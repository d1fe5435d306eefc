"""Rows of the lab: faults, climbs with their cases, races."""

import factory
from factory.django import DjangoModelFactory

from examples.lab.models import (
    Case,
    Climb,
    Fault,
    FaultKind,
    Parcel,
    Race,
    Trouble,
)


class FaultFactory(DjangoModelFactory[Fault]):
    """A fault of loyalty, which cannot award points."""

    class Meta:
        model = Fault

    signal = "orders.order_completed"
    receiver = "loyalty.award_points"
    kind = FaultKind.RAISE


class ClimbFactory(DjangoModelFactory[Climb]):
    """A climb of two seconds, without cases."""

    class Meta:
        model = Climb

    seconds = 2.0


class CaseFactory(DjangoModelFactory[Case]):
    """A case whose order exists without its points."""

    class Meta:
        model = Case

    climb = factory.SubFactory(ClimbFactory)
    rung = "send_robust"
    trouble = Trouble.RAISES
    answer = "thank you"
    orders = 1
    mails = 1


class ParcelFactory(DjangoModelFactory[Parcel]):
    class Meta:
        model = Parcel

    case = factory.SubFactory(CaseFactory)


class RaceFactory(DjangoModelFactory[Race]):
    """A race of four shoppers with three confirmations."""

    class Meta:
        model = Race

    way = "naive"
    shoppers = 4
    winners = 3
    before = 1
    after = 0
    seconds = 0.5
