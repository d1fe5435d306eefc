"""Rate limits that are stored in the database: they hold when the cache is unavailable.

`settings.RATE_LIMITS` names an action and its limits, per account, session and network:

    RATE_LIMITS = {"sign_up": "account:3/1h session:5/1h network:20/1h network:50/1d"}

A view calls `enforce("sign_up", request=request, account=email)` before the expensive part.
An attempt that is refused is not counted, so a limit ends even for a client that continues.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from storefront.environment import RATE_LIMIT
from storefront.models import Attempt
from storefront.requests import client_network

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class RateLimited(Exception):
    """The visitor has to wait. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"Too many attempts. Please try again {_in_words(retry_after)}.")


def _in_words(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes <= 1:
        return "in a minute"
    return f"in {minutes} minutes" if minutes <= 120 else f"in {math.ceil(minutes / 60)} hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `attempts` within `window`, for each account, session or network."""

    kind: str
    attempts: int
    window: timedelta


def enforce(action: str, *, request: HttpRequest, account: str = "") -> None:
    """Count an attempt, and raise RateLimited if it exceeds a limit of this action.

    `account` is the subject of the attempt: an account's id or an e-mail address.
    """
    now = timezone.now()
    limits = dict(_limits_of(action, request, account))
    if not limits:
        return
    counted = Attempt.objects.bulk_create(Attempt(subject=each, at=now) for each in limits)
    wait = _wait(limits, now)
    if wait:
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in counted]).delete()
        raise RateLimited(math.ceil(wait.total_seconds()))


def reset(action: str, *, account: str) -> None:
    """Delete the counted attempts of an account, whose owner has proved who they are."""
    limits = parse(settings.RATE_LIMITS[action])
    subjects = [_subject(action, limit, account) for limit in limits if limit.kind == "account"]
    Attempt.objects.filter(subject__in=subjects).delete()


def parse(text: str) -> list[Limit]:
    """Return the limits in `account:3/1h session:5/10m`; an empty text or `off` has none."""
    if text.strip() in ("", "off"):
        return []
    return [_parse_one(part) for part in text.split()]


def prune() -> int:
    """Delete the attempts that no limit counts any more; return their number."""
    windows = [limit.window for text in settings.RATE_LIMITS.values() for limit in parse(text)]
    oldest = timezone.now() - max(windows, default=timedelta())
    return Attempt.objects.filter(at__lt=oldest).delete()[0]


def _parse_one(part: str) -> Limit:
    found = RATE_LIMIT.fullmatch(part)
    if found is None:
        raise ImproperlyConfigured(
            f"RATE_LIMITS: {part!r} is not a limit. Write, for example, account:3/1h."
        )
    kind, attempts, number, unit = found.groups()
    window = timedelta(seconds=int(number) * SECONDS[unit])
    return Limit(kind=kind, attempts=int(attempts), window=window)


def _limits_of(action: str, request: HttpRequest, account: str) -> Iterator[tuple[str, Limit]]:
    values = {
        "account": account,
        "session": request.session.session_key or "",
        "network": client_network(request),
    }
    for limit in parse(settings.RATE_LIMITS[action]):
        if values[limit.kind]:
            yield _subject(action, limit, values[limit.kind]), limit


def _subject(action: str, limit: Limit, value: str) -> str:
    """Return the keyed hash under which a limit counts attempts: they hold no personal data."""
    text = f"{action} {limit.kind} {limit.window} {value}"
    return salted_hmac("storefront.limits", text, algorithm="sha256").hexdigest()


def _wait(limits: dict[str, Limit], now: datetime) -> timedelta | None:
    """Return how long the visitor has to wait, None if all limits allow the attempt."""
    within = Q()
    for subject, limit in limits.items():
        within |= Q(subject=subject, at__gt=now - limit.window)
    found = (
        Attempt.objects.filter(within)
        .values("subject")
        .annotate(attempts=Count("pk"), first=Min("at"))
        .values_list("subject", "attempts", "first")
    )
    waits = [
        first + limits[subject].window - now
        for subject, attempts, first in found
        if attempts > limits[subject].attempts
    ]
    return max(waits, default=None)
