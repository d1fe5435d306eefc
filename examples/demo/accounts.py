"""The accounts of the demo shop."""

from dataclasses import dataclass

PASSWORD = "signal-shop"  # noqa: S105  a public password


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account of the demo; `role` identifies it in the address that logs visitors in."""

    role: str
    email: str
    description: str


ACCOUNTS = (
    DemoAccount(
        role="customer",
        email="kim@signal-shop.example",
        description="buys, collects points, has an inbox",
    ),
    DemoAccount(
        role="staff",
        email="sam@signal-shop.example",
        description="ships, refunds, manages products, sees every event",
    ),
)
