"""Banks with faults, for `settings.PAYMENT_GATEWAY`."""

from decimal import Decimal
from uuid import UUID

from orders import services
from orders.gateway import ChargeResult, ChargeStatus, GatewayTimeout, TestGateway
from orders.models import Payment


class UnavailableBank(TestGateway):
    """Give no answer to any request."""

    def charge(self, *, key: str, amount: Decimal, token: str) -> ChargeResult:
        raise GatewayTimeout("unavailable")

    def void(self, *, key: str) -> ChargeResult:
        raise GatewayTimeout("unavailable")

    def status(self, *, key: str) -> ChargeResult:
        raise GatewayTimeout("unavailable")

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        raise GatewayTimeout("unavailable")


class BrokenBank(TestGateway):
    """Fail in a way that the port does not describe."""

    def void(self, *, key: str) -> ChargeResult:
        raise RuntimeError("out of order")


class CapturesVoided(TestGateway):
    """Confirm that a payment is void, and capture it nevertheless."""

    def void(self, *, key: str) -> ChargeResult:
        return ChargeResult(status=ChargeStatus.VOIDED)


class PaidDuringTheVoid(TestGateway):
    """Confirm that a payment is void; meanwhile the customer submits another card."""

    def void(self, *, key: str) -> ChargeResult:
        result = super().void(key=key)
        payment = Payment.objects.get(pk=key)
        services.settle_payment(payment=payment, result=result)
        services.pay_order(order_id=payment.order_id, token="test Visa 4242", seen_attempts=None)
        return result


class ChargedDuringTheVoid(PaidDuringTheVoid):
    """Confirm that a payment is void; meanwhile the other card is charged."""

    def void(self, *, key: str) -> ChargeResult:
        result = super().void(key=key)
        other = Payment.objects.get(order__payments=UUID(key), status=Payment.Status.PENDING)
        services.charge_payment(payment_id=other.id)
        return result
