"""Django's tasks, enqueued after the commit and run by a worker."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.tasks import task, task_backends

from examples.lab.ladder import effects
from examples.lab.ladder.broker import PipeBackend
from examples.lab.models import Case, Trouble

broker = task_backends["lab"] = PipeBackend("lab", {})


@task(backend="lab")
def award_points(case_id: str) -> None:
    effects.award_points(Case.objects.get(pk=UUID(case_id)))


@task(backend="lab")
def send_receipt(case_id: str) -> None:
    effects.send_receipt(Case.objects.get(pk=UUID(case_id)))


def place_order(case: Case) -> None:
    with transaction.atomic():
        effects.save_order(case)
        transaction.on_commit(partial(award_points.enqueue, str(case.pk)))
        transaction.on_commit(partial(send_receipt.enqueue, str(case.pk)))
        effects.finish_request(case)


def work(case: Case) -> None:
    broker.run_all(times=2 if case.trouble == Trouble.TWICE else 1)
