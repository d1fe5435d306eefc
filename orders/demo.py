"""Initial data of the checkout in the demo, so that an order takes one click."""

from django.utils import timezone


def demo_answers() -> dict[str, str]:
    """Return a value for each field, with the test card that pays."""
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
