"""The forms of basket and checkout."""

from orders.forms.basket import AddForm, QuantitiesForm
from orders.forms.checkout import CheckoutForm, SubmissionForm

__all__ = ["AddForm", "CheckoutForm", "QuantitiesForm", "SubmissionForm"]
