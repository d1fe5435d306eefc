"""The engine `celery`: RabbitMQ sends deliveries to workers on any number of machines.

Only the sweep sends messages, so no request waits for the broker. A message holds the id of a
delivery. A repeated message finds the lease or the completion mark, and a lost one is sent again.
So the broker may be unavailable, and may lose messages.

    manage.py events_sweep              the sweep: at least one; it also keeps the clock
    celery -A config.celery worker      any number of these
"""

import logging
from datetime import timedelta
from hashlib import blake2s
from pathlib import Path
from time import sleep

from amqp.exceptions import AMQPError
from celery import Celery
from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu.entity import Exchange, Queue
from kombu.exceptions import KombuError
from kombu.messaging import Producer
from kombu.pools import producers

from events.conf import conf
from events.delivery.claim import claimable
from events.delivery.deliver import deliver
from events.delivery.worker import queues
from events.models import Delivery

logger = logging.getLogger("events")

BATCH = 500
SEND_AGAIN_AFTER = timedelta(seconds=60)
TIMEOUT_SECONDS = 4
PAUSE_SECONDS = 5.0


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
    # A confirm then does not wait for the broker's disk. A message that the broker loses is sent
    # again within a minute, and would not have lived longer.
    task_default_delivery_mode="transient",
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


def sweep(queue: str) -> int:
    """Send what is due in a queue and was not sent within the last minute; return how many.

    Several sweeps share the work. If the broker fails, log it and wait for five seconds. What it
    did not confirm stays due.
    """
    rows = _reserve(queue)
    if not rows:
        return 0
    sent = 0
    # Confirms belong to these connections alone. On a consumer's connection they would also
    # apply to its heartbeat, which then waits without limit when the connection falls silent.
    connection = app.connection_for_write(
        conf.broker_url,
        connect_timeout=TIMEOUT_SECONDS,
        transport_options={"confirm_publish": True},
    )
    try:
        with producers[connection].acquire(block=True) as producer:
            for row in rows:
                _send(row, producer)
                sent += 1
    except (AMQPError, KombuError, OSError) as error:
        logger.warning("The broker is unavailable: %s", type(error).__name__)
    finally:
        unsent = [row.pk for row in rows[sent:]]
        Delivery.objects.filter(pk__in=unsent).update(enqueued_at=None)
    if unsent:
        sleep(PAUSE_SECONDS)
    return sent


def _reserve(queue: str) -> list[Delivery]:
    """Mark deliveries as sent, and commit it before any message can arrive.

    Otherwise a quick worker would skip its delivery, which is still locked, or would plan a retry
    that is then overwritten.
    """
    long_ago = Now() - SEND_AGAIN_AFTER
    unsent = claimable(queue).filter(Q(enqueued_at=None) | Q(enqueued_at__lt=long_ago))
    if not unsent.exists():
        return []
    with transaction.atomic():
        rows = list(unsent.select_for_update(skip_locked=True, of=("self",))[:BATCH])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(enqueued_at=Now())
    return rows


def _send(delivery: Delivery, producer: Producer) -> None:
    deliver_one.apply_async(
        (delivery.pk,),
        queue=queue_name(delivery.queue),
        producer=producer,
        confirm_timeout=TIMEOUT_SECONDS,
        retry_policy={"max_retries": 1, "interval_start": 0},  # for a connection that was lost
        # The sweep sends it again by then, so that no queue grows while no worker runs.
        expiration=SEND_AGAIN_AFTER.total_seconds(),
    )
