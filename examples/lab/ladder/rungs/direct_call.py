"""A plain call: the checkout imports what reacts, and one transaction contains everything."""

from django.db import transaction

from examples.lab.ladder.effects import award_points, finish_request, save_order, send_receipt
from examples.lab.models import Case, Trouble


def place_order(case: Case) -> None:
    with transaction.atomic():
        save_order(case)
        call_all(case)
        if case.trouble == Trouble.TWICE:  # a retry after a time-out
            call_all(case)
        finish_request(case)


def call_all(case: Case) -> None:
    award_points(case)
    send_receipt(case)
