"""The tables of the lab: active faults, and the results of its experiments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7


class FaultKind(models.TextChoices):
    """The faults of a receiver."""

    RAISE = "raise", "raise an exception"
    DATABASE = "database", "fail in the database"
    SLEEP = "sleep", "sleep for 3 seconds"
    FAIL_FIRST = "fail_first", "fail n times, then succeed"
    RETRY_LATER = "retry_later", "fail, and ask for a later retry"
    GIVE_UP = "give_up", "give up at once"
    TWICE = "twice", "run twice"
    KILL_BEFORE_COMMIT = "kill_before_commit", "kill the process before the commit"
    KILL_AFTER_COMMIT = "kill_after_commit", "kill the process after the commit"
    KILL_BEFORE_MARK = "kill_before_mark", "kill the process before the completion mark"
    DISCONNECTED = "disconnected", "disconnect"


class Fault(models.Model):
    """The fault of one receiver, until it is removed or `until` is reached.

    The row is shared by web processes and workers. `times` is for FAIL_FIRST only.
    """

    signal = models.CharField(max_length=100)
    receiver = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=FaultKind.choices)
    times = models.PositiveSmallIntegerField(default=1)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["signal", "receiver"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["signal", "receiver"], name="lab_one_fault_per_receiver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} for {self.signal}: {self.get_kind_display()}"


class Trouble(models.TextChoices):
    """The failures during an order on a rung of the ladder."""

    NONE = "none", "no trouble"
    RAISES = "raises", "the points raise"
    BREAKS = "breaks", "the points break the transaction"
    ROLLED_BACK = "rolled_back", "the request fails later"
    KILLED = "killed", "the process is killed after the commit"
    TWICE = "twice", "everything happens twice"


class Climb(models.Model):
    """One run of the whole ladder: every rung under every trouble."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"the ladder at {self.started_at:%Y-%m-%d %H:%M:%S}"


class Case(models.Model):
    """One rung under one trouble: the answer to the customer, and the effects that exist.

    Its id is the correlation id on the highest rung.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    climb = models.ForeignKey(Climb, models.CASCADE, related_name="cases")
    rung = models.CharField(max_length=20)
    trouble = models.CharField(max_length=20, choices=Trouble.choices)
    answer = models.CharField(max_length=20, blank=True)
    orders = models.PositiveSmallIntegerField(default=0)
    points = models.PositiveSmallIntegerField(default=0)
    mails = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.rung}, {self.get_trouble_display()}"

    @property
    def verdict(self) -> str:
        """`complete`: each effect exists once; `nothing`: none exists; else `inconsistent`."""
        effects = {self.orders, self.points, self.mails}
        verdicts = {frozenset({1}): "complete", frozenset({0}): "nothing"}
        return verdicts.get(frozenset(effects), "inconsistent")


class Parcel(models.Model):
    """The order row of a case."""

    case = models.ForeignKey(Case, models.CASCADE)

    def __str__(self) -> str:
        return f"a parcel: {self.case}"


class Award(models.Model):
    """The points of a case. `cause` is the event's id, on rungs that have one."""

    case = models.ForeignKey(Case, models.CASCADE)
    points = models.SmallIntegerField(default=10)
    cause = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(points__gt=0), name="lab_award_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.points} points: {self.case}"


class Receipt(models.Model):
    """Marks the receipt for an event as sent."""

    cause = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return f"receipt for {self.cause}"


class Shelf(models.Model):
    """The stock that shoppers race for."""

    pieces = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.pieces} left"


class Race(models.Model):
    """A race for the last piece, with the number of shoppers who got a confirmation."""

    way = models.CharField(max_length=20)
    shoppers = models.PositiveSmallIntegerField()
    winners = models.PositiveSmallIntegerField()
    before = models.IntegerField()
    after = models.IntegerField()
    seconds = models.FloatField()
    run_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.way}: {self.winners} of {self.shoppers}"

    @property
    def losers(self) -> int:
        return self.shoppers - self.winners
