"""Refunds of one order: shown in money first, and made once it is confirmed."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from orders import services
from orders.models import Order
from tests.orders import shop
from tests.orders.admin.desk import step_url, take


def pieces(order: Order, *, mugs: int, teas: int) -> dict[str, object]:
    """Return the answers of the form that refunds these pieces."""
    mug, tea = order.lines.all()
    return {f"line_{mug.pk}": mugs, f"line_{tea.pk}": teas, "submission": uuid4(), "reason": "Chip"}


def hidden_fields(form: str) -> dict[str, str]:
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def test_refund_is_shown_before_it_is_made_once(staff: Client, order: Order) -> None:
    assert "Tall mug (at most 2)" in staff.get(step_url(order, "refund")).text

    preview = staff.post(step_url(order, "refund"), pieces(order, mugs=1, teas=0)).text

    assert "€12.00 will be refunded: 1 \N{MULTIPLICATION SIGN} Tall mug for €12.00." in preview
    assert not shop.fresh(order).refunded
    for _ in range(2):
        said = staff.post(step_url(order, "refund"), hidden_fields(preview), follow=True).text
        assert f"€12.00 of {order.number} will be refunded." in said
    [refund] = order.refunds.all()
    assert (refund.amount, refund.reason) == (Decimal("12.00"), "Chip")
    assert [(line["sku"], line["quantity"], line["resaleable"]) for line in refund.lines] == [
        ("TALL-MUG", 1, False)
    ]


def test_form_offers_the_remaining_pieces(staff: Client, order: Order) -> None:
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 2}, resaleable=True)

    assert "Tall mug" not in staff.get(step_url(order, "refund")).text

    take(staff, order, "refund", **pieces(order, mugs=0, teas=3), resaleable="on")
    assert shop.fresh(order).status == "refunded"
    assert shop.fresh(order).refunds.latest("id").lines[0]["resaleable"]


@pytest.mark.parametrize(
    ("mugs", "error"), [(3, "less than or equal to 2"), (0, "Choose at least one piece to refund.")]
)
def test_form_explains_what_cannot_be_refunded(
    staff: Client, order: Order, mugs: int, error: str
) -> None:
    answer = staff.post(step_url(order, "refund"), pieces(order, mugs=mugs, teas=0))

    assert error in answer.text
    assert not order.refunds.exists()


def test_confirmed_refund_that_is_not_possible_is_explained(staff: Client, order: Order) -> None:
    said = take(staff, order, "refund", **pieces(order, mugs=0, teas=0))

    assert "Choose at least one piece to refund." in said


def test_amount_is_shown_before_it_is_refunded(staff: Client, order: Order) -> None:
    answers = {"amount": "5.00", "reason": "Scratch", "submission": str(uuid4())}

    preview = staff.post(step_url(order, "refund-amount"), answers).text
    assert "for which €33.89 remains paid" in preview
    for _ in range(2):
        said = take(staff, order, "refund-amount", **answers)

    assert f"€5.00 of {order.number} will be refunded." in said
    [refund] = order.refunds.all()
    assert (refund.amount, refund.reason) == (Decimal("5.00"), "Scratch")


def test_two_users_who_saw_the_same_preview_refund_once(staff: Client, order: Order) -> None:
    forms = [
        {"amount": "5.00", "reason": "Scratch", "submission": str(uuid4())},
        {"amount": "5.00", "reason": "Scratched", "submission": str(uuid4())},
    ]
    previews = [staff.post(step_url(order, "refund-amount"), form).text for form in forms]

    said = [take(staff, order, "refund-amount", **hidden_fields(page)) for page in previews]

    assert "€5.00 of" in said[0]
    assert "Another refund was made meanwhile. Nothing was refunded." in said[1]
    [refund] = order.refunds.all()
    assert refund.reason == "Scratch"


def test_preview_after_another_refund_can_be_confirmed(staff: Client, order: Order) -> None:
    form = staff.get(step_url(order, "refund")).text
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)

    answers = {**hidden_fields(form), **pieces(order, mugs=1, teas=0)}
    preview = staff.post(step_url(order, "refund"), answers).text
    take(staff, order, "refund", **hidden_fields(preview))

    assert shop.fresh(order).refunded == Decimal("24.00")


def test_no_amount_is_explained(staff: Client, order: Order) -> None:
    answers = {"amount": "0", "reason": "Scratch", "submission": str(uuid4())}

    assert (
        "greater than or equal to 0.01"
        in staff.post(step_url(order, "refund-amount"), answers).text
    )


def test_refund_form_that_is_reused_is_refused(staff: Client, order: Order) -> None:
    answers = {"amount": "5.00", "reason": "Scratch", "submission": str(uuid4())}
    take(staff, order, "refund-amount", **answers)

    page = staff.post(step_url(order, "refund-amount"), {**answers, "amount": "7.00"}).text

    assert "This form made a refund before." in page
    assert shop.fresh(order).refunded == Decimal("5.00")
