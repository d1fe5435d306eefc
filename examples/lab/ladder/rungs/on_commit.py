"""The signal is sent after the commit, and never for an order that was rolled back."""

from functools import partial

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
        transaction.on_commit(partial(order_paid.send, sender=Case, case=case))
        finish_request(case)
