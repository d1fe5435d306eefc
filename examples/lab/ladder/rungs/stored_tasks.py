"""Django's signal in the transaction. Each receiver enqueues a task, which is a row of the order's
own database: the pattern of "Reliable Django Signals", with django-tasks-db.
"""

from collections.abc import Callable
from uuid import UUID

from django.core.management import call_command
from django.db import transaction
from django.dispatch import Signal
from django.tasks import Task, TaskResultStatus, task, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from examples.lab.ladder import effects
from examples.lab.models import Case, Trouble

task_backends["lab_table"] = DatabaseBackend("lab_table", {})
order_paid = Signal()


@task(backend="lab_table")
def award_points(case_id: str) -> None:
    effects.award_points(Case.objects.get(pk=UUID(case_id)))


@task(backend="lab_table")
def send_receipt(case_id: str) -> None:
    effects.send_receipt(Case.objects.get(pk=UUID(case_id)))


def enqueues(work: Task[[str], None]) -> Callable[..., None]:
    def receiver(*, case: Case, **kwargs: object) -> None:
        work.enqueue(str(case.pk))

    return receiver


for work in (award_points, send_receipt):
    order_paid.connect(enqueues(work), weak=False, dispatch_uid=work.name)


def place_order(case: Case) -> None:
    with transaction.atomic():
        effects.save_order(case)
        order_paid.send(sender=Case, case=case)
        effects.finish_request(case)


def work_off(case: Case) -> None:
    run_worker()
    if case.trouble == Trouble.TWICE:  # as after a worker that was killed: set back by hand
        DBTaskResult.objects.filter(backend_name="lab_table").update(status=TaskResultStatus.READY)
        run_worker()
    DBTaskResult.objects.filter(backend_name="lab_table").delete()


def run_worker() -> None:
    call_command("db_worker", "--backend=lab_table", "--batch", "--no-startup-delay", verbosity=0)
