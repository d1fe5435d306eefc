"""The bank: a charge with a key happens once; a repeated call returns its outcome."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

type Outcome = Literal["captured", "declined", "unknown"]

DECLINED = "4000000000000002"
ANSWER_LOST = "4000000000000341"


@dataclass(slots=True)
class Bank:
    """A bank in memory, with a card that it declines and one whose answer is lost."""

    charges: dict[str, tuple[Outcome, Decimal]] = field(default_factory=dict)
    refunds: set[str] = field(default_factory=set)

    def charge(self, key: str, amount: Decimal, card: str) -> Outcome:
        if key not in self.charges:
            self.charges[key] = ("declined" if card == DECLINED else "captured", amount)
        return "unknown" if card == ANSWER_LOST else self.status(key)

    def status(self, key: str) -> Outcome:
        return self.charges[key][0] if key in self.charges else "unknown"

    def refund(self, key: str) -> None:
        self.refunds.add(key)

    def has(self, key: str) -> Decimal:
        """Return the amount that was captured and not refunded."""
        outcome, amount = self.charges.get(key, ("unknown", Decimal(0)))
        return amount if outcome == "captured" and key not in self.refunds else Decimal(0)


bank = Bank()
