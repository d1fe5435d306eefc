"""The invariants of the shop hold after random sequences of actions."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from events.delivery.deliver import deliver
from events.delivery.maintenance import replay_event
from events.models import OPEN, Delivery
from events.testing import deliver_all, let_time_pass
from events.types import EventError
from inventory import services as inventory
from orders import selectors
from orders import services as orders
from orders.gateway import GatewayTimeout, tokenize
from orders.models import Order
from orders.visitors import Visitor
from tests.invariants import checks
from tests.orders import shop

PRICES = {"KITE": "19.99", "LAMP": "45.00", "TEAPOT": "7.35"}
CARDS = st.sampled_from(
    [shop.PAYS, shop.PAYS, shop.DECLINED, shop.NO_FUNDS, shop.ANSWER_LOST, shop.TIMES_OUT]
)
BASKETS = st.dictionaries(st.sampled_from(sorted(PRICES)), st.integers(1, 4), min_size=1)
_NOT_ORDERED = (
    orders.BasketChanged,
    orders.BasketFull,
    orders.LinesUnavailable,
    orders.AdjustmentRefused,
    orders.TooManyUnpaidOrders,
)


class Shop(RuleBasedStateMachine):
    """A customer, guests and staff who act at random in a shop with three products."""

    placed = Bundle("placed")

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.customer = User.objects.create(email=shop.ADA.email)
        User.objects.create(email="sam@example.com", is_staff=True)
        goods = [(sku, sku.title(), price) for sku, price in PRICES.items()]
        shop.fill_shelf(*goods, pieces=12)

    @initialize(target=placed, baskets=st.lists(BASKETS, min_size=4, max_size=4))
    def open_with_paid_orders(self, baskets: list[dict[str, int]]) -> object:
        """Begin with four orders, so that most actions have an order."""
        initial = (self._order(basket, shop.PAYS, guest=False) for basket in baskets)
        return multiple(*filter(None, initial))

    @rule(target=placed, basket=BASKETS, card=CARDS, guest=st.booleans(), redeems=st.booleans())
    def order(self, basket: dict[str, int], card: str, guest: bool, redeems: bool) -> object:
        order_id = self._order(basket, card, guest=guest, redeems=redeems)
        return multiple() if order_id is None else order_id

    def _order(
        self, basket: dict[str, int], card: str, *, guest: bool, redeems: bool = False
    ) -> UUID | None:
        visitor = Visitor(guest_id=uuid4()) if guest else Visitor(customer_id=self.customer.pk)
        try:
            filled = shop.fill_basket(basket, visitor=visitor)
            lines = selectors.basket_lines(basket_id=filled.pk)
            price = selectors.price_basket(lines=lines, customer_id=visitor.customer_id)
            redeem = price.options[0].code if redeems and price.options else ""
            return shop.submit(filled, card, redeem=redeem).pk
        except _NOT_ORDERED:
            orders.change_quantities(visitor=visitor, quantities=dict.fromkeys(PRICES, 0))
            return None

    @rule(order_id=placed, card=CARDS)
    def pay_with_another_card(self, order_id: UUID, card: str) -> None:
        self._try(orders.pay_order, order_id=order_id, token=tokenize(card))

    @rule(order_id=placed)
    def charge(self, order_id: UUID) -> None:
        payment = Order.objects.get(pk=order_id).payments.first()
        assert payment is not None
        self._try(orders.charge_payment, payment_id=payment.id)

    @rule(order_id=placed, by_staff=st.booleans())
    def cancel(self, order_id: UUID, by_staff: bool) -> None:
        self._try(
            orders.cancel_order, order_id=order_id, reason="staff" if by_staff else "customer"
        )

    @rule(order_id=placed)
    def ship(self, order_id: UUID) -> None:
        self._try(orders.ship_order, order_id=order_id, tracking_number="SIG1")

    @rule(order_id=placed)
    def arrive(self, order_id: UUID) -> None:
        self._try(orders.deliver_order, order_id=order_id)

    @rule(order_id=placed, resaleable=st.booleans())
    def refund(self, order_id: UUID, resaleable: bool) -> None:
        self._try(orders.refund_order, order_id=order_id, resaleable=resaleable)

    @rule(order_id=placed, pieces=st.integers(1, 4), data=st.data())
    def refund_some(self, order_id: UUID, pieces: int, data: st.DataObject) -> None:
        skus = sorted(Order.objects.get(pk=order_id).lines.values_list("sku", flat=True))
        sku = data.draw(st.sampled_from(skus))
        self._try(orders.refund_order, order_id=order_id, lines={sku: pieces}, resaleable=True)

    @rule(sku=st.sampled_from(sorted(PRICES)), pieces=st.integers(1, 5))
    def restock(self, sku: str, pieces: int) -> None:
        inventory.receive_stock(sku=sku, quantity=pieces)

    @rule(sku=st.sampled_from(sorted(PRICES)), difference=st.sampled_from([-2, -1, 1]))
    def count(self, sku: str, difference: int) -> None:
        self._try(inventory.adjust_stock, sku=sku, difference=difference, reason="counted")

    @rule(sku=st.sampled_from(sorted(PRICES)), price=st.sampled_from(["5.00", "19.99", "61.10"]))
    def reprice(self, sku: str, price: str) -> None:
        inventory.change_product(sku=sku, price=Decimal(price))

    @rule(minutes=st.sampled_from([1, 16]))
    def let_time_pass(self, minutes: int) -> None:
        now = timezone.now() + timedelta(minutes=minutes)
        orders.expire_orders(now=now)
        let_time_pass(timedelta(minutes=minutes))

    @precondition(lambda _: Delivery.objects.filter(status__in=OPEN).exists())
    @rule(data=st.data())
    def deliver_any(self, data: st.DataObject) -> None:
        """Run any open delivery, not necessarily the oldest."""
        waiting = Delivery.objects.filter(status__in=OPEN).order_by("pk")
        ids = list(waiting.values_list("pk", flat=True))
        deliver(delivery_id=data.draw(st.sampled_from(ids)))

    @rule()
    def deliver_everything(self) -> None:
        deliver_all(failures=True)

    @precondition(lambda _: Delivery.objects.filter(mode="durable", status="done").exists())
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        """Replay a delivery, which must have no second effect."""
        done = Delivery.objects.filter(mode="durable", status="done").select_related("event")
        delivery = data.draw(st.sampled_from(list(done.order_by("pk"))))
        assume(delivery.signal != "events.minute_passed")
        replay_event(stored=delivery.event, receiver=delivery.receiver)
        deliver(delivery_id=delivery.pk)

    @invariant()
    def invariants_hold(self) -> None:
        checks.check_always()

    def teardown(self) -> None:
        try:
            deliver_all(failures=True)
            orders.expire_orders(now=timezone.now() + timedelta(hours=1))
            let_time_pass(timedelta(hours=2))
            deliver_all()
            checks.check_always()
            checks.check_when_settled()
        finally:
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    def _try(self, service: Callable[..., object], **arguments: object) -> None:
        """Call a service, and ignore the errors of actions that are not possible now."""
        with suppress(
            orders.TransitionNotAllowed,
            orders.RefundNotAllowed,
            orders.PaymentNotAllowed,
            GatewayTimeout,
            inventory.InsufficientStock,
            EventError,
        ):
            service(**arguments)


@pytest.mark.no_cover
@pytest.mark.django_db
@pytest.mark.usefixtures("failing_receivers")  # lost answers of the gateway are retried
def test_invariants_hold_in_any_order_of_events() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
