"""The engine `celery`: deliveries are handed to workers on other machines by RabbitMQ.

A message holds the number of a delivery and nothing else. One that comes twice finds the
lease or the done mark; one that never comes is handed out again by the sweep. So the broker
may be away, and may forget, without anything being lost.

    celery --quiet -A config.celery worker            any number of these
    manage.py deliver --sweep-only                    one is enough, several do no harm
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2s
from pathlib import Path

from celery import Celery
from django.conf import settings
from django.db import close_old_connections, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu.connection import Connection
from kombu.messaging import Producer

from events.delivering import deliver
from events.engines.line import TIMEOUT_SECONDS, Line
from events.leases import due
from events.models import Delivery

BATCH = 500
HAND_OUT_AGAIN_AFTER_SECONDS = 60


def _queue() -> str:
    """The name of this shop's queue: numbers of deliveries mean something in one database only."""
    name = settings.DATABASES["default"]["NAME"]
    if "/" not in name:
        return f"signal-shop.{name}"
    place = blake2s(name.encode(), digest_size=4).hexdigest()
    return f"signal-shop.{Path(name).stem}.{place}"


# Celery's own help for Django is left out: it would throw the pool of connections to the
# database away with every task.
app = Celery("signal_shop", fixups=[])
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # without an end
    broker_transport_options={"confirm_publish": True},
    task_acks_late=True,
    task_default_queue=_queue(),
    task_ignore_result=True,
    # A worker that died with its machine could not come back under its name while RabbitMQ
    # holds its old connection, and with it the queue for commands to that name.
    worker_enable_remote_control=False,
    worker_prefetch_multiplier=1,
)


@app.task(name="events.deliver")
def deliver_one(delivery_id: int) -> None:
    """Run one delivery, if it is still to be had.

    Where the database fails, the message is gone, and the sweep hands the delivery out again.
    """
    try:
        deliver(delivery_id)
    finally:
        close_old_connections()


def hand_out(delivery_ids: Sequence[int]) -> int:
    """Tell the workers of these deliveries; how many the broker has confirmed.

    It is called after a commit and holds nobody up: a broker that does not answer within
    half a second is left alone for five, and the sweep hands out what was missed.
    """
    if line.is_down:
        return 0
    # Stamped before it is sent: a worker that is quick, and fails, takes the stamp off again.
    rows = Delivery.objects.filter(pk__in=delivery_ids)
    rows.update(handed_out_at=Now())
    return _send(delivery_ids)


def sweep() -> int:
    """Hand out what is due and was not handed out within the last minute; how many.

    Several sweeps at once share what there is.
    """
    if line.is_down or not _forgotten().exists():
        return 0
    with transaction.atomic():
        rows = _forgotten().select_for_update(skip_locked=True, of=("self",)).order_by("due_at")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        Delivery.objects.filter(pk__in=ids).update(handed_out_at=Now())
    return _send(ids)


def _forgotten() -> models.QuerySet[Delivery]:
    long_ago = Now() - timedelta(seconds=HAND_OUT_AGAIN_AFTER_SECONDS)
    return due().filter(Q(handed_out_at=None) | Q(handed_out_at__lt=long_ago))


def _send(delivery_ids: Sequence[int]) -> int:
    """Send what is stamped; the stamp comes off where the broker has not confirmed."""
    sent = line.send(delivery_ids, _publish)
    if len(sent) < len(delivery_ids):
        missed = set(delivery_ids).difference(sent)
        Delivery.objects.filter(pk__in=missed).update(handed_out_at=None)
    return len(sent)


def _publish(delivery_id: int, producer: Producer) -> None:
    deliver_one.apply_async(
        (delivery_id,),
        producer=producer,
        retry=False,
        # The sweep will have sent another by then: no queue grows while nobody works.
        expiration=HAND_OUT_AGAIN_AFTER_SECONDS,
    )


def _connect() -> Connection:
    connection: Connection = app.connection_for_write(
        settings.BROKER_URL, connect_timeout=TIMEOUT_SECONDS
    )
    return connection


line = Line(_connect)
