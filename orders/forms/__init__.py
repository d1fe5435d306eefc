"""What visitors type into the basket and the checkout."""

from orders.forms.basket import AddForm, LineForm, posted_lines, quantities_of
from orders.forms.checkout import CheckoutForm, SubmissionForm

__all__ = [
    "AddForm",
    "CheckoutForm",
    "LineForm",
    "SubmissionForm",
    "posted_lines",
    "quantities_of",
]
