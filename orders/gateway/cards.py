"""The test cards, and the tokens that represent them."""

from dataclasses import dataclass

from django.views.decorators.debug import sensitive_variables

_BRANDS = {"3": "American Express", "4": "Visa", "5": "Mastercard", "6": "Discover"}


class CardNotAccepted(Exception):
    """The card is not a test card; the message is for the customer."""


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


@sensitive_variables("number")
def tokenize(number: str) -> str:
    """Return a token for a test card: its brand and its last four digits."""
    if number not in {card.number for card in TEST_CARDS}:
        raise CardNotAccepted("This shop accepts test cards only, such as 4242 4242 4242 4242.")
    return f"test {_BRANDS[number[0]]} {number[-4:]}"
