"""The steps of the guided visit. A step is done when the visitor's orders show it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from events.models import OPEN, Delivery, StoredEvent
from examples.lab.faults.active import ActiveFault
from examples.lab.visit.beginning import visit_began_at
from examples.lab.visit.order_state import OrderState, order_states, visit_fault
from orders.models import Order
from orders.visitors import visitor_of

STEPS = ("order", "watch", "break", "retry", "repair", "result", "data")
CLOSED = "accounts.account_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """The durable deliveries of an order: how many are done, and in which apps."""

    done: int
    total: int
    apps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAccount:
    """The latest account that was closed during the visit, and the apps that received it."""

    flow_id: UUID
    at: datetime
    apps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The state of a visit.

    `first` is the visitor's first paid order, or their latest unpaid one. `troubled` is the
    latest order whose points failed.
    """

    first: Order | None = None
    receivers: Receivers | None = None
    fault: ActiveFault | None = None
    troubled: Order | None = None
    trouble: OrderState | None = None
    closed: ClosedAccount | None = None
    done: frozenset[str] = frozenset()

    @property
    def current(self) -> str:
        """The first step that is not done; empty after the last one."""
        return next((step for step in STEPS if step not in self.done), "")

    @property
    def stamp(self) -> str:
        """A digest of the state, for pages that poll."""
        status = self.first.status if self.first else ""
        return hashlib.sha256(repr((self, status)).encode()).hexdigest()[:16]


def visit_of(request: HttpRequest) -> Visit:
    """Return the state of a visitor's visit."""
    since = visit_began_at(request)
    orders = list(Order.objects.of(visitor_of(request)).filter(placed_at__gte=since))
    orders.sort(key=lambda order: order.placed_at)
    states = order_states(order.pk for order in orders) if orders else {}
    first = next((order for order in orders if order.paid_at), orders[-1] if orders else None)
    troubled = next((order for order in reversed(orders) if states[order.pk].failures), None)
    visit = Visit(
        first=first,
        receivers=_receivers(first) if first else None,
        fault=visit_fault(),
        troubled=troubled,
        trouble=states[troubled.pk] if troubled else None,
        closed=_closed_account(since),
    )
    return replace(visit, done=frozenset(_done(visit)))


def _done(visit: Visit) -> Sequence[str]:
    troubled = visit.trouble is not None
    receivers = visit.receivers
    steps = {
        "order": visit.first is not None and visit.first.paid_at is not None,
        "watch": receivers is not None and 0 < receivers.total == receivers.done,
        "break": troubled or visit.fault is not None,
        "retry": troubled,
        "repair": troubled and visit.fault is None,
        "result": visit.trouble is not None and visit.trouble.step == "recovered",
        "data": visit.closed is not None,
    }
    return [step for step, is_done in steps.items() if is_done]


def _receivers(order: Order) -> Receivers:
    deliveries = Delivery.objects.durable().filter(event__correlation_id=order.pk)
    found = list(deliveries.values_list("receiver", "status"))
    return Receivers(
        done=sum(status not in OPEN for _, status in found) if order.paid_at else 0,
        total=len(found),
        apps=_apps(receiver for receiver, _ in found),
    )


def _closed_account(since: datetime) -> ClosedAccount | None:
    closed = StoredEvent.objects.filter(signal=CLOSED, occurred_at__gte=since).first()
    if closed is None:
        return None
    receivers = [run["receiver"] for run in closed.receiver_runs]
    return ClosedAccount(
        flow_id=closed.correlation_id, at=closed.occurred_at, apps=_apps(receivers)
    )


def _apps(receivers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({receiver.partition(".")[0] for receiver in receivers}))
