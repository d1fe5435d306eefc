"""The same signal, sent so that a failing receiver does not stop the others."""

from django.db import transaction

from examples.lab.ladder.effects import finish_request, save_order
from examples.lab.ladder.rungs.send import connect, order_paid
from examples.lab.models import Case, Trouble


def place_order(case: Case) -> None:
    connect("shop.receivers")
    if case.trouble == Trouble.TWICE:
        connect("receivers")
    with transaction.atomic():
        save_order(case)
        order_paid.send_robust(sender=Case, case=case)
        finish_request(case)
