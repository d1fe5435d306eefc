"""Payment gateways: the interface that the shop uses, and a test gateway.

`settings.PAYMENT_GATEWAY` names the class that is used.
"""

from orders.gateway.cards import TestCard, tokenize
from orders.gateway.port import (
    ChargeResult,
    ChargeStatus,
    Gateway,
    GatewayRefused,
    GatewayTimeout,
    PaymentForm,
    payment_gateway,
)
from orders.gateway.testing import TestGateway
