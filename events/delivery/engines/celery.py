"""The engine `celery`: RabbitMQ sends deliveries to workers on any number of machines.

A message holds the id of a delivery. A repeated message finds the lease or the completion mark; a
lost one is sent again by the sweep. So the broker may be unavailable, and may lose messages.

    celery -A config.celery worker      any number of these
    manage.py events_sweep              at least one; it also keeps the clock
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2s
from pathlib import Path

from celery import Celery
from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.messaging import Producer

from events.conf import conf
from events.delivery.claim import claimable
from events.delivery.deliver import deliver
from events.delivery.engines.broker import TIMEOUT_SECONDS, BrokerConnection
from events.delivery.worker import queues
from events.models import Delivery

BATCH = 500
SEND_AGAIN_AFTER = timedelta(seconds=60)


def queue_name(queue: str) -> str:
    """Return the broker's name of a queue: delivery ids belong to one database."""
    database = str(settings.DATABASES["default"]["NAME"])
    if "/" in database:
        digest = blake2s(database.encode(), digest_size=4).hexdigest()
        database = f"{Path(database).stem}.{digest}"
    return f"events.{database}.{queue}"


# Without Celery's Django fixup, which closes the connection pool after every task.
app = Celery("events", fixups=[])
app.conf.update(
    broker_url=conf.broker_url,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # without limit
    task_acks_late=True,
    task_create_missing_queues=True,
    task_default_queue=queue_name("default"),
    task_ignore_result=True,
    # RabbitMQ holds the control queue of a worker that died, which then cannot return by name.
    worker_enable_remote_control=False,
    worker_prefetch_multiplier=1,
)


def declare_queues() -> None:
    """Let a worker without `-Q` serve every queue; call it once the receivers are connected."""
    names = [queue_name(queue) for queue in queues()]
    app.conf.task_queues = [Queue(name, Exchange(name), routing_key=name) for name in names]


@app.task(name="events.deliver")
def deliver_one(delivery_id: int) -> None:
    """Run one delivery if it is still due. If the database fails, the sweep sends it again."""
    try:
        deliver(delivery_id=delivery_id)
    finally:
        close_old_connections()


def enqueue(deliveries: Sequence[Delivery]) -> int:
    """Send deliveries to the workers after a commit; return how many the broker confirmed.

    This takes at most half a second. The sweep sends what was not confirmed.
    """
    if broker.is_down:
        return 0
    # Before sending: a quick worker that fails resets the time for the next attempt.
    ids = [delivery.pk for delivery in deliveries]
    Delivery.objects.filter(pk__in=ids).update(enqueued_at=Now())
    return _send(deliveries)


def sweep() -> int:
    """Send what is due and was not sent within the last minute; return how many were confirmed.

    Several sweeps share the work.
    """
    if broker.is_down or not _unsent().exists():
        return 0
    with transaction.atomic():
        rows = list(_unsent().select_for_update(skip_locked=True, of=("self",))[:BATCH])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(enqueued_at=Now())
    return _send(rows)


def _unsent() -> QuerySet[Delivery]:
    long_ago = Now() - SEND_AGAIN_AFTER
    return claimable().filter(Q(enqueued_at=None) | Q(enqueued_at__lt=long_ago))


def _send(deliveries: Sequence[Delivery]) -> int:
    """Send deliveries, and reset the time of those that the broker did not confirm."""
    sent = broker.send(deliveries, _publish)
    missed = {delivery.pk for delivery in deliveries} - {delivery.pk for delivery in sent}
    if missed:
        Delivery.objects.filter(pk__in=missed).update(enqueued_at=None)
    return len(sent)


def _publish(delivery: Delivery, producer: Producer) -> None:
    deliver_one.apply_async(
        (delivery.pk,),
        queue=queue_name(delivery.queue),
        producer=producer,
        retry=False,
        # The sweep sends it again by then, so that no queue grows while no worker runs.
        expiration=SEND_AGAIN_AFTER.total_seconds(),
    )


def _connect() -> Connection:
    # Confirms belong to this connection alone. On a consumer's connection they would also apply
    # to its heartbeat, which then waits without limit when the connection falls silent.
    connection: Connection = app.connection_for_write(
        conf.broker_url,
        connect_timeout=TIMEOUT_SECONDS,
        transport_options={"confirm_publish": True},
    )
    return connection


broker = BrokerConnection(_connect)
