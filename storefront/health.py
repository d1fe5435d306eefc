"""Health checks for load balancers: `/healthz` and `/readyz`."""

import logging
import time
from collections.abc import Callable

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from events.delivery.alarms import oldest_due_age
from events.log import error_summary
from storefront.errors import is_timeout

logger = logging.getLogger("storefront")

CACHED_FOR = 1.0  # seconds: the page is public, and must not become a load itself


def health_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer health checks before the middleware that refuses unknown hosts or plain HTTP.

    Load balancers ask by IP address, without the proxy.
    """
    readiness = Readiness()

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info not in ("/healthz", "/readyz"):
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if request.path_info == "/healthz":
            response = HttpResponse("alive\n", content_type="text/plain")
        else:
            checks, oldest_due = readiness.check()
            ready = set(checks.values()) == {"ok"}
            response = JsonResponse(
                {"ready": ready, "checks": checks, "oldest_due_seconds": oldest_due},
                status=200 if ready else 503,
            )
        response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


class Readiness:
    """The conditions of a working shop: the database, with all migrations, and static files.

    Without its cache the shop is slower, without workers it is late. It keeps selling, so
    neither makes it unready. `oldest_due_seconds` is the time for which the oldest delivery is
    overdue, for information.
    """

    def __init__(self) -> None:
        self._migrated = False
        self._checked_at = float("-inf")
        self._result: tuple[dict[str, str], float | None] = ({}, None)

    def check(self) -> tuple[dict[str, str], float | None]:
        """Return the checks and `oldest_due_seconds`, at most one second old."""
        if time.monotonic() - self._checked_at > CACHED_FOR:
            self._result = self._look()
            self._checked_at = time.monotonic()
        return self._result

    def _look(self) -> tuple[dict[str, str], float | None]:
        try:
            migrations = self._migrations()
            age = oldest_due_age() if migrations == "ok" else None
        except Error as error:
            if not (self._migrated and is_timeout(error)):
                logger.warning("The database did not answer: %s", error_summary(error))
                return {"database": "does not answer"}, None
            migrations, age = "ok", None  # deliveries are locked; pages do not need them
        checks = {"database": "ok", "migrations": migrations, "static files": _static_files()}
        return checks, age.total_seconds() if age else None

    def _migrations(self) -> str:
        """Compare applied migrations once: a running process never loses them."""
        if not self._migrated:
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if missing:
                return f"{len(missing)} not applied"
            self._migrated = True
        return "ok"


def _static_files() -> str:
    """Look for one file that every page names: without it, every page fails."""
    try:
        staticfiles_storage.url("storefront/favicon.svg")
    except (ValueError, OSError):
        return "not collected"
    return "ok"
