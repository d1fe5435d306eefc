"""Limits of baskets and unpaid orders."""

from datetime import timedelta

MAX_PIECES = 99  # of one product in a basket
MAX_PRODUCTS = 50  # in a basket
MAX_PAYMENTS = 5  # payment attempts of one order
PAYMENT_PERIOD = timedelta(minutes=15)  # from the last attempt until an unpaid order expires
