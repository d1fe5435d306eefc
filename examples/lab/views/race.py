"""The race: anybody in the demo may start it."""

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from examples.lab import race
from examples.lab.forms import RaceForm
from examples.lab.taking_turns import Busy, alone


@require_safe
@never_cache
def race_page(request: HttpRequest) -> HttpResponse:
    """Both ways with their code, and what came of the last race."""
    results = {result.way: result for result in race.latest()}
    context = {
        "form": RaceForm(initial={"shoppers": 6}),
        "lanes": [(way, race.source(way), results.get(way)) for way in race.WAYS],
        "is_sqlite": connection.vendor == "sqlite",
        "source_url": settings.EVENTS_SOURCE_URL,
        "section": "race",
    }
    return render(request, "lab/race.html", context)


@require_POST
def run_race(request: HttpRequest) -> HttpResponse:
    """Run it in both ways, one after the other."""
    form = RaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Between 2 and 8 shoppers can race here.")
        return redirect("lab:race")
    try:
        with alone("race"):
            for way in race.WAYS:
                race.run(way=way, shoppers=form.cleaned_data["shoppers"])
    except Busy as busy:
        messages.info(request, str(busy))
    return redirect("lab:race")
