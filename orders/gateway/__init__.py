"""Payment: the port to the bank, and a bank for tests and the demo.

`settings.PAYMENT_GATEWAY` names the class that is used.
"""

from orders.gateway.port import (
    ChargeResult,
    ChargeStatus,
    Gateway,
    GatewayRefused,
    GatewayTimeout,
    payment_gateway,
)
from orders.gateway.testing import TEST_CARDS, CardBehaviour, TestGateway

__all__ = [
    "TEST_CARDS",
    "CardBehaviour",
    "ChargeResult",
    "ChargeStatus",
    "Gateway",
    "GatewayRefused",
    "GatewayTimeout",
    "TestGateway",
    "payment_gateway",
]
