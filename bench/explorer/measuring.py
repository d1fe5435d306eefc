"""The measurement itself, in the empty database of `DATABASE_URL`: `… EVENTS`."""

import sys
from collections.abc import Callable
from statistics import median
from uuid import UUID

import django

django.setup()

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.cost import used_here
from bench.explorer.filling import fill
from events.explorer.flows import flow
from events.models import StoredEvent

_ROUNDS, _TIMES = 7, 20
_CATALOGUE = "catalogue, not cached"
_MOST_CATALOGUES, _MOST_STATEMENTS = 3, 12
_OF_THE_LOG = 1.5  # times the newest page

type Page = Callable[[], object]


def main() -> int:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    order_id = fill(events=int(sys.argv[1]))
    settings.ALLOWED_HOSTS.append("testserver")
    pages = _pages(order_id)
    shown = flow(order_id)
    runs = sum(len(event.receivers) for event in shown.events)
    _say(f"{StoredEvent.objects.count():,} events; a flow of {len(shown.events)} and {runs} runs")
    costs = _measured(pages)
    failed = 0
    for name, page in pages.items():
        statements, share = _statements(page), costs[name] / costs[_CATALOGUE]
        of_log = costs[name] / costs["event log"]
        within = share <= _MOST_CATALOGUES and statements <= _MOST_STATEMENTS
        if name.startswith("event log"):
            within = of_log <= _OF_THE_LOG
        failed += not within
        _say(
            f"{'pass' if within else 'FAIL'}  {name:36}{costs[name]:8.1f} ms  {statements:3} SQL  "
            f"{share:5.2f} of the catalogue  {of_log:5.2f} of the newest page of the log"
        )
    return int(failed > 0)


def _pages(order_id: UUID) -> dict[str, Page]:
    """Return the pages to measure, each requested through Django."""
    staff = Client()
    staff.force_login(User.objects.get(email="sam@example.com"))
    ids = StoredEvent.objects.order_by("-id").values_list("id", flat=True)
    middle = ids[StoredEvent.objects.count() // 2]
    correlation_id = StoredEvent.objects.values_list("correlation_id", flat=True).get(pk=middle)

    def page(path: str) -> Page:
        def ask() -> None:
            assert staff.get(path).status_code == 200, path

        return ask

    catalogue = page("/")

    def catalogue_not_cached() -> None:
        cache.clear()
        catalogue()

    return {
        _CATALOGUE: catalogue_not_cached,
        "map": page("/events/"),
        "timeline": page(f"/events/flows/{order_id}/"),
        "event log": page("/events/log/"),
        "event log, half way down": page(f"/events/log/?before={middle}"),
        "event log of a signal": page("/events/log/?signal=orders.order_refunded"),
        "event log of an app, half way down": page(f"/events/log/?app=loyalty&before={middle}"),
        "event log of a flow": page(f"/events/log/?correlation_id={correlation_id}"),
        "event log, with a status": page("/events/log/?status=done"),
        "event log, a frequent word": page("/events/log/?text=SHOP"),
    }


def _measured(pages: dict[str, Page]) -> dict[str, float]:
    """Return the median processor milliseconds of each page; the pages take turns."""
    samples: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(_ROUNDS):
        for name, page in pages.items():
            page()
            before = used_here()
            for _ in range(_TIMES):
                page()
            samples[name].append((used_here() - before) / _TIMES * 1000)
    return {name: median(costs) for name, costs in samples.items()}


def _statements(page: Page) -> int:
    with CaptureQueriesContext(connection) as seen:
        page()
    return len(seen.captured_queries)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
