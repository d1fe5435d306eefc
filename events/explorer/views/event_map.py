"""The map: as a page, as JSON and as Mermaid."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.explorer.access import explorer_page
from events.explorer.catalogue import mermaid
from events.explorer.drawing import draw
from events.explorer.event_map import event_map
from events.explorer.forms import MapFilter
from events.explorer.rendering import is_unchanged, polling_part, render_page
from events.registry import registry


@require_safe
@never_cache
@explorer_page
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map, or a part of it with details. The map polls: 204 means no new traffic."""
    form = MapFilter(request.GET)
    show = form.selected()
    shown = event_map(show)
    if is_unchanged(request, shown.fingerprint):
        return HttpResponse(status=204)
    context = {"form": form, "show": show, "map": shown, "drawing": draw(shown)}
    if polling_part(request):
        return render_page(request, "events/map.html#map", context)
    context |= {"questions": _questions(), "section": "map"}
    return render_page(request, "events/map.html", context)


@require_safe
@never_cache
@explorer_page
def map_json(request: HttpRequest) -> JsonResponse:
    """Return the map for scripts."""
    signals = [
        {
            "name": node.name,
            "app": node.app,
            "version": node.version,
            "published": node.published,
            "receivers": [
                {
                    "name": wire.receiver,
                    "delivery": wire.subscription.mode.value,
                    "runs": wire.runs,
                    "failed": wire.failed,
                    "open": wire.open,
                    "refused": wire.refused,
                    "median_ms": wire.latency.median if wire.latency else None,
                    "p95_ms": wire.latency.p95 if wire.latency else None,
                    "source": f"{wire.source.path}:{wire.source.line}",
                }
                for wire in node.wires
            ],
        }
        for node in event_map().signals
    ]
    return JsonResponse({"signals": signals, "questions": _questions()})


@require_safe
@never_cache
@explorer_page
def map_mermaid(request: HttpRequest) -> HttpResponse:
    """Return the map as `docs/events.md` shows it."""
    return HttpResponse(mermaid(), content_type="text/plain; charset=utf-8")


def _questions() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "answered_by": [receiver for asked, receiver in registry.answerers if asked == name],
        }
        for name in sorted(registry.questions)
    ]
