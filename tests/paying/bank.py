"""A bank that is slow where a test wants it to be, and that may capture what it has voided."""

from decimal import Decimal

from orders.gateway import ChargeResult, ChargeStatus, TestGateway
from tests.paying.moments import is_set, reach


class SlowBank(TestGateway):
    """The moments are `charge`, `charge-<amount>`, `charged`, `refund` and `refunded`."""

    def charge(self, *, key: str, amount: Decimal, token: str) -> ChargeResult:
        reach("charge")
        reach(f"charge-{amount}")
        result = super().charge(key=key, amount=amount, token=token)
        reach("charged")
        return result

    def void(self, *, key: str) -> ChargeResult:
        if is_set("captures-voided"):
            return ChargeResult(status=ChargeStatus.VOIDED)
        return super().void(key=key)

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        reach("refund")
        super().refund(charge_key=charge_key, key=key, amount=amount)
        reach("refunded")
