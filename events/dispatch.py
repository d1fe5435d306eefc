"""Run receivers through Django's `Signal.send`, with timing and context.

`around_receiver` is the seam for plugins such as tracing and fault injection: each function
returns a context manager that is entered around every receiver.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace

from django.dispatch import Signal
from django.utils import timezone

from events.context import Cause, bind
from events.registry import Subscription
from events.runs import ReceiverRun, recorded
from events.types import EventMetadata

type Around = Callable[[Subscription, object, EventMetadata], AbstractContextManager[object]]

around_receiver: list[Around] = []


def dispatch(
    channel: Signal, event: object, metadata: EventMetadata, cause: Cause, runs: list[ReceiverRun]
) -> None:
    """Send an event to the receivers of one channel; each appends its run to `runs`.

    Raise what the first failing receiver raises; receivers after it do not run.
    """
    Signal.send(channel, sender=type(event), event=event, metadata=metadata, cause=cause, runs=runs)


def wrap_receiver(subscription: Subscription) -> Callable[..., None]:
    """Return the function that is connected to the Django signal for this subscription."""

    def run_receiver(
        *,
        event: object,
        metadata: EventMetadata,
        cause: Cause,
        runs: list[ReceiverRun],
        **kwargs: object,
    ) -> None:
        run = ReceiverRun(receiver=subscription.receiver, started_at=timezone.now())
        runs.append(run)
        with (
            bind(
                correlation_id=metadata.correlation_id,
                request_id=metadata.request_id,
                actor=metadata.actor,
                cause=replace(cause, receiver=run.receiver),
            ),
            recorded(run),
            ExitStack() as stack,
        ):
            for around in around_receiver:
                stack.enter_context(around(subscription, event, metadata))
            subscription.function(event=event, metadata=metadata, **kwargs)

    return run_receiver
