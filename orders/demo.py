"""What the checkout is filled with in the demo, so that an order takes one click."""

from django.utils import timezone

from orders.gateway import TEST_CARDS


def demo_answers() -> dict[str, str]:
    """An answer to every question of the checkout, with the card that pays."""
    return {
        "email": "ada@example.com",
        "name": "Ada Winter",
        "address": "Lindenstraße 12",
        "postcode": "10969",
        "city": "Berlin",
        "country": "DE",
        "card_number": "4242 4242 4242 4242",
        "card_expiry": f"12/{(timezone.localdate().year + 2) % 100:02}",
        "card_cvc": "123",
    }


def test_cards() -> list[tuple[str, str]]:
    """Each card of the test gateway, in groups of four digits, and what it does."""
    return [(_in_fours(card.number), card.does) for card in TEST_CARDS.values()]


def _in_fours(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
