"""The test cards, and the tokens that represent them."""

from dataclasses import dataclass, field

_BRANDS = {"3": "American Express", "4": "Visa", "5": "Mastercard", "6": "Discover"}


class CardNotAccepted(Exception):
    """The card is not a test card; the message is for the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A payment card on its way to `tokenize`: never stored, logged or shown."""

    number: str = field(repr=False)
    expiry_month: int = field(repr=False)
    expiry_year: int = field(repr=False)
    cvc: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCard:
    """A card of the test gateway and its outcome; a card with a `reason` is declined."""

    __test__ = False

    number: str
    outcome: str
    reason: str = ""
    reaches_bank: bool = True
    answered: bool = True


TEST_CARDS = (
    TestCard(number="4242424242424242", outcome="pays"),
    TestCard(
        number="4000000000000002",
        outcome="is declined",
        reason="Your bank declined the payment.",
    ),
    TestCard(
        number="4000000000009995",
        outcome="is declined: insufficient funds",
        reason="Your bank declined the payment: there is not enough money on the card.",
    ),
    TestCard(
        number="4000000000000341",
        outcome="pays, but the first answer of the bank is lost",
        answered=False,
    ),
    TestCard(
        number="4000000000000259",
        outcome="times out: the order expires unpaid",
        reaches_bank=False,
    ),
)


def tokenize(card: Card) -> str:
    """Return a token for a test card: its brand and its last four digits."""
    if card.number not in {known.number for known in TEST_CARDS}:
        raise CardNotAccepted("This shop accepts test cards only, such as 4242 4242 4242 4242.")
    return f"test {_BRANDS[card.number[0]]} {card.number[-4:]}"
