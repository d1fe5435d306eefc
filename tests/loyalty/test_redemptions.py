"""Orders redeem points."""

from decimal import Decimal

import pytest

from events.api import unit_of_work
from events.models import Refusal
from loyalty import receivers
from loyalty.models import EntryType
from orders.signals import Adjustment, AdjustmentRefused
from tests.counting import statements
from tests.loyalty.factories import balance, ledger
from tests.loyalty.orders import place
from tests.order_events import receive, redemption
from tests.order_events.factories import PlacedFactory

pytestmark = pytest.mark.django_db

REDEMPTION = EntryType.REDEMPTION.value


def test_order_redeems_points(collector: int) -> None:
    place(collector, redemption(300), redemption(100))

    assert ledger(collector)[-1] == (REDEMPTION, -400)
    assert balance(collector) == 100


def test_adjustments_of_other_apps_cost_no_points(collector: int) -> None:
    others = (
        Adjustment(code="tier-shipping", label="", amount=Decimal("-4.90"), stage="shipping"),
        Adjustment(code="SPRING", label="", amount=Decimal("-3.00"), stage="redemption"),
    )

    place(collector, *others)

    assert balance(collector) == 500


def test_order_without_redemption_needs_no_statement(collector: int) -> None:
    plain = PlacedFactory.build(customer_id=collector)
    redeeming = PlacedFactory.build(customer_id=collector, adjustments=(redemption(100),))
    with unit_of_work(), statements(exactly=0):
        receive(receivers.redeem_points, plain)
    with unit_of_work(), statements(exactly=2):
        receive(receivers.redeem_points, redeeming)


def test_too_few_points_refuse_the_order(collector: int) -> None:
    with pytest.raises(AdjustmentRefused) as refused:
        place(collector, redemption(600))

    reason = "You now have 500 points, not 600. Choose another offer, or none."
    assert (refused.value.code, refused.value.reason) == ("redeem-600", reason)
    assert balance(collector) == 500
    refusal = Refusal.objects.get()
    assert (refusal.receiver, refusal.reason) == ("loyalty.redeem_points", reason)


def test_points_of_another_customer_are_not_redeemed(customer: int, collector: int) -> None:
    with pytest.raises(AdjustmentRefused, match="You now have 0 points, not 300"):
        place(customer, redemption(300))

    assert (balance(customer), balance(collector)) == (0, 500)


@pytest.mark.usefixtures("collector")
def test_guest_cannot_redeem_points() -> None:
    with pytest.raises(AdjustmentRefused, match="Log in to redeem"):
        place(None, redemption(300))


@pytest.mark.parametrize(
    "forged",
    [
        redemption(300, "-30.00"),
        redemption(300, "3.00"),
        redemption(300, "0.00"),
        redemption(50),
        redemption(250, "-2.00"),
        *(
            Adjustment(code=code, label="", amount=Decimal("-3.00"), stage="redemption")
            for code in (
                "redeem-all",
                "redeem-",
                "redeem--300",
                "redeem-0300",
                "redeem-300\n",
                "redeem-\N{FULLWIDTH DIGIT THREE}00",
                "redeem-1" + "0" * 40,
            )
        ),
    ],
    ids=lambda adjustment: ascii(f"{adjustment.code} for {adjustment.amount}"),
)
def test_forged_code_refuses_the_order(collector: int, forged: Adjustment) -> None:
    event = PlacedFactory.build(customer_id=collector, adjustments=(forged,))

    with pytest.raises(AdjustmentRefused, match="Choose one of the offers") as refused:
        receive(receivers.redeem_points, event)

    assert refused.value.code == forged.code
    assert balance(collector) == 500
