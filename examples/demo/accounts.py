"""The accounts that the demo shop comes with."""

from dataclasses import dataclass

PASSWORD = "signal-shop"  # noqa: S105  everybody may know it


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """`role` is its name in the address that lets you in."""

    role: str
    email: str
    may: str


ACCOUNTS = (
    DemoAccount(
        role="customer",
        email="kim@signal-shop.example",
        may="buys, collects points, has an inbox",
    ),
    DemoAccount(
        role="staff",
        email="sam@signal-shop.example",
        may="ships, refunds, fills the shelves, sees every event",
    ),
)
