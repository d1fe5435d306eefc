"""A plain call: orders knows whom to tell, and everything happens in one transaction."""

from django.db import transaction

from examples.lab.ladder.effects import award_points, finish_request, save_order, send_receipt
from examples.lab.models import Case, Trouble


def place_order(case: Case) -> None:
    with transaction.atomic():
        save_order(case)
        tell_everybody(case)
        if case.trouble == Trouble.TWICE:  # a retry after a time-out
            tell_everybody(case)
        finish_request(case)


def tell_everybody(case: Case) -> None:
    award_points(case)
    send_receipt(case)
