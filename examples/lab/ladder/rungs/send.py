"""Django's signal: the sender does not import the receivers, and still waits for all of them."""

from django.db import transaction
from django.dispatch import Signal

from examples.lab.ladder import effects
from examples.lab.models import Case, Trouble

order_paid = Signal()


def award_points(*, case: Case, **kwargs: object) -> None:
    effects.award_points(case)


def send_receipt(*, case: Case, **kwargs: object) -> None:
    effects.send_receipt(case)


def connect(uid: str) -> None:
    order_paid.connect(award_points, dispatch_uid=f"{uid}.award_points")
    order_paid.connect(send_receipt, dispatch_uid=f"{uid}.send_receipt")


def place_order(case: Case) -> None:
    connect("shop.receivers")
    if case.trouble == Trouble.TWICE:  # under a second key, as by a second import path
        connect("receivers")
    with transaction.atomic():
        effects.save_order(case)
        order_paid.send(sender=Case, case=case)
        effects.finish_request(case)
