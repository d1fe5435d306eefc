"""Banks that misbehave, for `settings.PAYMENT_GATEWAY`."""

from orders.gateway import ChargeResult, GatewayTimeout, TestGateway


class BankThatIsAway(TestGateway):
    """It gives no answer to anything but a charge."""

    def void(self, *, key: str) -> ChargeResult:
        raise GatewayTimeout("away")

    def status(self, *, key: str) -> ChargeResult:
        raise GatewayTimeout("away")

    def refund(self, **asked: object) -> None:
        raise GatewayTimeout("away")


class BankThatBreaks(TestGateway):
    """It fails in a way that nobody foresaw."""

    def void(self, *, key: str) -> ChargeResult:
        raise RuntimeError("the bank is on fire")
