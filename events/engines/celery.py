"""The engine `celery`: deliveries are handed to workers on other machines by RabbitMQ.

A message holds the number of a delivery and nothing else. One that comes twice finds the
lease or the done mark; one that never comes is handed out again by the sweep. So the broker
may be away, and may forget, without anything being lost.

    celery -A config.celery worker                    any number of these
    manage.py deliver --sweep-only                    one is enough, several do no harm
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic

from celery import Celery
from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from kombu.exceptions import KombuError

from events.delivering import deliver
from events.leases import due
from events.models import Delivery

logger = logging.getLogger("events")

BATCH = 500
HAND_OUT_AGAIN_AFTER_SECONDS = 60
_TIMEOUT_SECONDS = 0.5
_LEAVE_ALONE_SECONDS = 5.0

app = Celery("signal_shop")
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_connection_timeout=_TIMEOUT_SECONDS,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"confirm_publish": True, "socket_timeout": 5},
    task_acks_late=True,
    task_ignore_result=True,
    # Numbers of deliveries mean something in one database only; each has a queue of its own.
    task_default_queue=f"signal-shop.{Path(settings.DATABASES['default']['NAME']).stem}",
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
)

_away_until = 0.0


@app.task(name="events.deliver")
def deliver_one(delivery_id: int) -> None:
    """Run one delivery, if it is still to be had."""
    deliver(delivery_id)


def hand_out(delivery_ids: Sequence[int]) -> int:
    """Tell the workers of these deliveries; how many the broker has confirmed.

    It is called after a commit and holds nobody up: a broker that does not answer within
    half a second is left alone for five, and the sweep hands out what was missed.
    """
    global _away_until
    if monotonic() < _away_until:
        return 0
    sent: list[int] = []
    try:
        with app.producer_or_acquire() as producer:
            for delivery_id in delivery_ids:
                deliver_one.apply_async((delivery_id,), producer=producer, retry=False)
                sent.append(delivery_id)
    except (KombuError, OSError) as error:
        _away_until = monotonic() + _LEAVE_ALONE_SECONDS
        logger.warning("The broker is away (%s); the sweep will hand out what is due", error)
    Delivery.objects.filter(pk__in=sent).update(handed_out_at=Now())
    return len(sent)


def sweep() -> int:
    """Hand out what is due and was not handed out within the last minute; how many."""
    long_ago = Now() - timedelta(seconds=HAND_OUT_AGAIN_AFTER_SECONDS)
    rows = due().filter(Q(handed_out_at=None) | Q(handed_out_at__lt=long_ago))
    ids = list(rows.order_by("due_at").values_list("pk", flat=True)[:BATCH])
    return hand_out(ids) if ids else 0
