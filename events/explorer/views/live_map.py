"""The live map: as a drawing, as a list, as JSON and as Mermaid."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.contracts.catalogue import subscriptions
from events.contracts.diagram import mermaid
from events.explorer.access import back_room, may_look
from events.explorer.drawing import draw
from events.explorer.graph import Graph, graph
from events.explorer.polling import map_poll_url, may_poll_map
from events.explorer.rendering import render_page
from events.registry import registry


@require_safe
@never_cache
@back_room
def map_page(request: HttpRequest) -> HttpResponse:
    """The whole page; its map is live."""
    context = {**_context(graph()), "questions": _questions(), "section": "map"}
    return render_page(request, "events/map.html", context)


@require_safe
@never_cache
def map_fragment(request: HttpRequest) -> HttpResponse:
    """The map for a live page: 204 while no traffic is new.

    A page that has seen nothing new for an hour has lost its leave, and is looked at again.
    """
    if not (may_poll_map(request.GET.get("leave", "")) or may_look(request)):
        raise Http404("This page has been open for too long: load it again.")
    shown = graph()
    if request.GET.get("seen") == shown.stamp:
        return HttpResponse(status=204)
    return render_page(request, "events/map.html#map", _context(shown))


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
    return HttpResponse(mermaid(subscriptions()), content_type="text/plain; charset=utf-8")


def _context(shown: Graph) -> dict[str, Any]:
    return {"graph": shown, "drawing": draw(shown), "poll_url": map_poll_url(shown.stamp)}


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
                "published": node.published,
                "receivers": [
                    {
                        "name": wire.receiver,
                        "delivery": wire.mode.value,
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
