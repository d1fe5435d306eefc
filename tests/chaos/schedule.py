"""One schedule: some customers, some failures, and the time until everything is settled."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from events.models import Delivery, Status
from inventory.services import receive_stock
from notifications.models import Message
from orders.models import Order
from orders.services import expire_orders
from tests.chaos.customers import SHELF, Customer, Visit
from tests.chaos.failures import failures
from tests.chaos.invariants import contradictions
from tests.chaos.machine import failures as machine_failures
from tests.chaos.shop import Shop
from tests.engines.processes import eventually

ACCOUNTS = ("ann@example.com", "bob@example.com", "", "")  # two customers are guests
STUCK = timedelta(seconds=5)
PATIENCE = 120  # seconds until everything is settled


@dataclass(slots=True)
class Schedule:
    """What happens is decided by the seed alone; when it meets what, is up to the machine."""

    seed: int
    shop: Shop
    done: list[str] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def run(self) -> list[str]:
        """Return everything that is wrong afterwards."""
        random = Random(self.seed)
        for slug in SHELF:
            receive_stock(sku=slug.upper(), quantity=2)
        customers = [
            Customer(
                f"Seed {self.seed} no {number}",
                self.shop.ports,
                account,
                Random(f"{self.seed} {number}"),
            )
            for number, account in enumerate(ACCOUNTS)
        ]
        for customer in customers:
            customer.start()
        self._inject_failures(random)
        for customer in customers:
            customer.join()
        self.visits = [customer.visit for customer in customers]
        problems = self._settle()
        return [*problems, *contradictions(), *self._broken_promises(), *self._lost_mail()]

    def _inject_failures(self, random: Random) -> None:
        possible = failures(self.shop)
        machine = machine_failures(self.shop.folder, has_broker=self.shop.has_broker)
        for _ in range(random.choice([1, 1, 2, 3])):
            time.sleep(random.uniform(0, 1.5))
            # A third are the machine's, which are few, if it can fail.
            kind = random.choice([possible, possible, machine or possible])
            name = random.choice(sorted(kind))
            self.done.append(name)
            kind[name]()
        self.shop.processes.restart_killed()

    def _settle(self) -> list[str]:
        """Hurry what waits for its time, until nothing is left to be done."""
        try:
            eventually(self._is_settled, meanwhile=_hurry, patience=PATIENCE)
        except AssertionError:
            waiting = Delivery.objects.open().values_list("receiver", "status", "attempts")
            return [f"not settled: {list(waiting)}"]
        return []

    def _is_settled(self) -> bool:
        if Order.objects.unpaid().exists():
            # Long after the end of the payment period, by every clock.
            expire_orders(now=timezone.now() + timedelta(days=1))
        return not (Order.objects.unpaid().exists() or Delivery.objects.open().exists())

    def _broken_promises(self) -> Iterator[str]:
        """An order that a customer saw is there, and as far as they saw it."""
        for visit in self.visits:
            orders = {str(o.pk): o.status for o in Order.objects.filter(name=visit.name)}
            for order_id, status in visit.seen.items():
                if order_id not in orders:
                    yield f"{visit.name} saw an order that does not exist: {order_id}"
                elif status not in ("pending", "completed", orders[order_id]):
                    yield f"{visit.name} saw {order_id} {status}, it is {orders[order_id]}"

    def _lost_mail(self) -> Iterator[str]:
        """A message is sent under its own id, so that a repetition can be recognised."""
        received = list(self.shop.mail.received)
        sent = Counter(email["Message-ID"].strip("<>").partition("@")[0] for email in received)
        written = Message.objects.filter(wants_email=True).values_list("pk", flat=True)
        if lost := {str(pk) for pk in written} ^ sent.keys():
            yield f"lost or invented e-mails: {sorted(lost)[:5]}"


def _hurry() -> None:
    """Make retries due, and let the leases of processes that died expire."""
    open_ = Delivery.objects.open()
    open_.filter(status=Status.PENDING, due_at__gt=Now()).update(due_at=Now(), enqueued_at=None)
    # What is in the future was written before the clock was set back.
    sent = Q(enqueued_at__lt=Now() - timedelta(seconds=2)) | Q(enqueued_at__gt=Now())
    open_.filter(sent, status=Status.PENDING).update(enqueued_at=None)
    started = Q(started_at__lt=Now() - STUCK) | Q(started_at__gt=Now())
    stuck = open_.filter(started, status=Status.RUNNING)
    stuck.update(due_at=Now())
    stuck.filter(sent).update(enqueued_at=None)
    time.sleep(0.2)
