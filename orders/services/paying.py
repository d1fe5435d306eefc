"""Payment: asking the bank, and what follows from its answer."""

from contextlib import suppress

from orders.gateway import ChargeResult, ChargeStatus, GatewayTimeout, payment_gateway
from orders.models import Order, Status
from orders.services.cancelling import cancel_unpaid
from orders.services.completing import complete_order
from orders.services.transitions import TransitionRefused
from orders.values import Card, PaymentResult


def pay(*, order: Order, card: Card) -> PaymentResult:
    """Charge the card for a pending order, and complete or cancel it by the bank's answer.

    Call it outside any transaction, once for each order: where its placement was `created`.
    The order given is brought up to date. A bank without an answer is no error: the outcome is
    "unknown", and the clock asks again (`reconcile_orders`).
    """
    try:
        payment = payment_gateway().charge(key=str(order.id), amount=order.total, card=card)
    except GatewayTimeout:
        return PaymentResult(outcome="unknown")
    return settle(order=order, payment=payment)


def settle(*, order: Order, payment: ChargeResult) -> PaymentResult:
    """Complete or cancel a pending order by what the bank says of its payment.

    Where somebody else has settled it meanwhile, the result says how.
    """
    match payment.status:
        case ChargeStatus.CAPTURED:
            return _captured(order, payment)
        case ChargeStatus.DECLINED:
            with suppress(TransitionRefused):
                cancel_unpaid(order=order, reason="declined")
            return PaymentResult(outcome="declined", reason=payment.reason)
        case ChargeStatus.VOIDED:
            # Whoever voided it cancels the order; should they have died, expiry does.
            return PaymentResult(
                outcome="declined", reason="The order was cancelled before it was paid."
            )
    return PaymentResult(outcome="unknown")


def _captured(order: Order, payment: ChargeResult) -> PaymentResult:
    try:
        complete_order(order=order, payment=payment)
    except TransitionRefused as refused:
        if refused.status is Status.CANCELLED:
            return PaymentResult(
                outcome="declined",
                reason="The order was cancelled before it was paid. You get your money back.",
            )
    return PaymentResult(outcome="completed")
