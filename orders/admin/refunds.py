"""Refunds of pieces, of an amount, or of the rest; the first two with a preview in money."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from uuid_utils.compat import uuid7

from orders import services
from orders.admin.steps import StepForm
from orders.models import Order, Refund, Status
from orders.services.transitions import SOURCES
from storefront.money import format_money
from storefront.stored_values import with_value
from storefront.text import LineOfText


class _RefundForm(StepForm):
    """A refund that is described before it is made.

    `submission` identifies the form, so that it refunds once if it is sent twice. `seen` is what
    was refunded before, according to the preview: two users who answer the same customer refund
    once.
    """

    statuses = SOURCES[Status.REFUNDED]
    previews = True

    submission = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)
    seen = forms.DecimalField(required=False, widget=forms.HiddenInput)
    reason = LineOfText(max_length=200, help_text="For colleagues.")

    def preview(self) -> str:
        """Describe the refund; the form that confirms it has the amount refunded before.

        Raise RefundNotAllowed, also for a form that was confirmed before.
        """
        if Refund.objects.filter(submission=self.cleaned_data["submission"]).exists():
            raise services.RefundNotAllowed(
                "This form made a refund before. Open it again to make another one."
            )
        self.data = with_value(self.data, "seen", self.order.refunded)
        return self.describe()

    def describe(self) -> str:
        """Return the refund in words. Raise RefundNotAllowed."""
        raise NotImplementedError


class RefundForm(_RefundForm):
    """The pieces of each line to refund; all remaining ones by default."""

    title, button = "Refund the order", "Refund these"

    resaleable = forms.BooleanField(
        required=False, initial=True, label="The goods return to the stock"
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.lines = list(order.lines.all())
        for line in self.lines:
            if line.remaining or self.is_bound:
                self.fields[f"line_{line.pk}"] = forms.IntegerField(
                    label=f"{line.name} (at most {line.remaining})",
                    min_value=0,
                    max_value=line.quantity,
                    initial=line.remaining,
                    required=False,
                )
        pieces = [name for name in self.fields if name.startswith("line_")]
        self.order_fields([*pieces, "resaleable", "reason"])

    @property
    def pieces(self) -> Mapping[str, int]:
        return {line.sku: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines}

    def describe(self) -> str:
        plan = services.plan_pieces(
            order=self.order,
            asked=self.pieces,
            resaleable=self.cleaned_data["resaleable"],
        )
        goods = ", ".join(
            f"{line.quantity} \N{MULTIPLICATION SIGN} {line.name} for {format_money(line.amount)}"
            for line in plan.lines
        )
        rest = "This is everything that is left, with shipping. " if plan.whole else ""
        return f"{format_money(plan.amount)} will be refunded: {goods}. {rest}".strip()

    def take(self) -> str:
        refund = services.refund_order(
            order_id=self.order.pk,
            lines=self.pieces,
            resaleable=self.cleaned_data["resaleable"],
            reason=self.cleaned_data["reason"],
            submission=self.cleaned_data["submission"],
            seen=self.cleaned_data["seen"],
        )
        return _refunded(self.order, refund)


class RefundAmountForm(_RefundForm):
    """An amount to refund; the customer keeps the goods."""

    title, button = "Refund an amount", "Refund this amount"

    amount = forms.DecimalField(max_digits=10, decimal_places=2, min_value=Decimal("0.01"))
    field_order = ["amount", "reason"]

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        left = format_money(order.refundable)
        self.fields["amount"].help_text = f"Less than {left}. The customer keeps the goods."

    def describe(self) -> str:
        plan = services.plan_amount(order=self.order, amount=self.cleaned_data["amount"])
        left = self.order.refundable - plan.amount
        return (
            f"{format_money(plan.amount)} will be refunded. The customer keeps the goods, for "
            f"which {format_money(left)} remains paid."
        )

    def take(self) -> str:
        refund = services.refund_amount(
            order_id=self.order.pk,
            amount=self.cleaned_data["amount"],
            reason=self.cleaned_data["reason"],
            submission=self.cleaned_data["submission"],
            seen=self.cleaned_data["seen"],
        )
        return _refunded(self.order, refund)


class RefundRestForm(StepForm):
    """Everything that was not refunded; the goods return to the stock."""

    title, button, done = "Refund the order", "Refund it", "refunded"
    statuses = SOURCES[Status.REFUNDED]

    def take(self) -> str:
        refund = services.refund_order(order_id=self.order.pk, resaleable=True)
        return _refunded(self.order, refund)


def _refunded(order: Order, refund: Refund) -> str:
    return f"{format_money(refund.amount)} of {order} will be refunded."
