"""Whether the shop is alive, and whether it can serve: for load balancers and for people."""

from uuid import uuid4

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.delivery.alarms import oldest_due_age


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if database, migrations and cache are there, 503 if not.

    `oldest_due_seconds` is for information: how long the delivery that has waited longest is
    overdue. It grows when no worker runs, which is no reason to take the shop off the web.
    """
    database = _database()
    checks = {"database": database, "cache": _cache()}
    if database == "ok":
        checks["migrations"] = _migrations()
    ready = all(said == "ok" for said in checks.values())
    age = oldest_due_age() if ready else None
    return JsonResponse(
        {
            "ready": ready,
            "checks": checks,
            "oldest_due_seconds": age.total_seconds() if age else None,
        },
        status=200 if ready else 503,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else "ok"


def _cache() -> str:
    """A cache that is away says nothing of it; so it is asked for what it was just told."""
    said = uuid4().hex
    cache.set(f"readyz:{said}", said, timeout=10)
    heard = cache.get(f"readyz:{said}")
    cache.delete(f"readyz:{said}")
    return "ok" if heard == said else "does not keep anything"
