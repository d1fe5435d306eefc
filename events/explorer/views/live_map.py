"""The live map: as a drawing, as a list, as JSON and as Mermaid."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.catalogue import mermaid
from events.explorer.access import back_room
from events.explorer.drawing import draw
from events.explorer.graph import Graph, graph
from events.registry import registry


@require_safe
@never_cache
@back_room
def map_page(request: HttpRequest) -> HttpResponse:
    """The map; asked with what was `seen`, 204 while no traffic is new."""
    shown = graph()
    if request.GET.get("seen") == shown.stamp:
        return HttpResponse(status=204)
    context = {
        "graph": shown,
        "drawing": draw(shown),
        "questions": _questions(),
        "section": "map",
    }
    live = "seen" in request.GET
    return render(request, "events/map.html#map" if live else "events/map.html", context)


@require_safe
@never_cache
@back_room
def map_json(request: HttpRequest) -> JsonResponse:
    """The same facts for scripts."""
    return JsonResponse(_as_json(graph()))


@require_safe
@back_room
def map_mermaid(request: HttpRequest) -> HttpResponse:
    """The map as `docs/events.md` has it."""
    return HttpResponse(mermaid(), content_type="text/plain; charset=utf-8")


def _questions() -> list[tuple[str, list[str]]]:
    return [
        (name, [receiver for question, receiver in registry.answerers if question == name])
        for name in sorted(registry.questions)
    ]


def _as_json(shown: Graph) -> dict[str, Any]:
    return {
        "signals": [
            {
                "name": node.name,
                "app": node.app,
                "version": node.version,
                "published_by": [f"{p.module}.{p.function}" for p in node.publishers],
                "published": node.published,
                "receivers": [
                    {
                        "name": wire.receiver,
                        "delivery": wire.kind.value,
                        "runs": wire.runs,
                        "failed": wire.failed,
                        "open": wire.open,
                        "refused": wire.refused,
                        "source": f"{wire.source.path}:{wire.source.line}",
                    }
                    for wire in node.wires
                ],
            }
            for node in shown.signals
        ],
        "questions": [{"name": name, "answered_by": receivers} for name, receivers in _questions()],
    }
