"""Rows of the lab: faults, and climbs with their cases."""

import factory
from factory.django import DjangoModelFactory

from examples.lab.models import (
    Case,
    Climb,
    Fault,
    FaultKind,
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
