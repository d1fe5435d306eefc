"""The race. Every visitor of the demo may start it."""

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from examples.lab import race
from examples.lab.exclusive import Busy, exclusive
from examples.lab.forms import RaceForm
from examples.lab.lessons.highlighting import highlighted
from examples.lab.models import Race


@require_safe
@never_cache
def race_page(request: HttpRequest) -> HttpResponse:
    """Show all ways with their code and the results of the latest race."""
    results = {result.way: result for result in race.latest()}
    context = {
        "form": RaceForm(initial={"shoppers": 6}),
        "lanes": [_lane(way, results.get(way)) for way in race.WAYS],
        "is_sqlite": connection.vendor == "sqlite",
        "source_url": settings.EVENTS_SOURCE_URL,
        "section": "race",
    }
    return render(request, "lab/race.html", context)


@require_POST
def run_race(request: HttpRequest) -> HttpResponse:
    """Run the race in every way, one after the other."""
    form = RaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter a number of shoppers between 2 and 8.")
        return redirect("lab:race")
    try:
        with exclusive("race"):
            for way in race.WAYS:
                race.run(way=way, shoppers=form.cleaned_data["shoppers"])
    except Busy as busy:
        messages.info(request, str(busy))
    return redirect("lab:race")


def _lane(way: str, result: Race | None) -> dict[str, object]:
    first, source = race.source(way)
    return {"way": way, "first": first, "lines": highlighted(source.rstrip()), "race": result}
