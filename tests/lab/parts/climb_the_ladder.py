"""A climb of the ladder: the effects on each rung under each trouble."""

import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings

from events.models import StoredEvent
from examples.lab.exclusive import acquire, is_running, release
from examples.lab.ladder.rungs import RUNGS
from examples.lab.models import Case, Climb, Trouble
from tests.engines.processes import database_url
from tests.lab.factories import CaseFactory, ClimbFactory
from tests.lab.processes import cache_url

pytestmark = pytest.mark.django_db(transaction=True)

TIMEOUT_SECONDS = 180

# order rows, points, mails, and the answer to the customer
ALL = (1, 1, 1, "thank you")
REFUSED = (0, 0, 0, "error 500")
ALL_AND_NO_ANSWER = (1, 1, 1, "no answer")
MAIL_WITHOUT_ORDER = (0, 0, 1, "error 500")
TWICE = (1, 2, 2, "thank you")
LOST = (1, 0, 0, "no answer")
POINTS_LOST = (1, 0, 1, "thank you")

#                none  raises            breaks            rolled back      killed             twice
EXPECTED = {
    "direct_call": (ALL, REFUSED, REFUSED, MAIL_WITHOUT_ORDER, ALL_AND_NO_ANSWER, TWICE),
    "send": (ALL, REFUSED, REFUSED, MAIL_WITHOUT_ORDER, ALL_AND_NO_ANSWER, TWICE),
    "send_robust": (
        *(ALL, POINTS_LOST, (0, 0, 1, "thank you")),
        *(MAIL_WITHOUT_ORDER, ALL_AND_NO_ANSWER, TWICE),
    ),
    "on_commit": (
        *(ALL, (1, 0, 0, "error 500"), (1, 0, 0, "error 500")),
        *(REFUSED, LOST, TWICE),
    ),
    "task_queue": (ALL, POINTS_LOST, POINTS_LOST, REFUSED, LOST, TWICE),
    "stored_tasks": (ALL, POINTS_LOST, POINTS_LOST, REFUSED, ALL_AND_NO_ANSWER, TWICE),
    "durable": (ALL, ALL, ALL, REFUSED, ALL_AND_NO_ANSWER, ALL),
}


@pytest.fixture(autouse=True)
def _shared_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", cache_url())


def climb_on_the_page(client: Client) -> str:
    """Start a climb; return the page after its end."""
    assert "cases have run." in client.post("/lab/ladder/climb/", follow=True).text
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while is_running("ladder"):
        assert time.monotonic() < deadline, "the climb does not end"
        time.sleep(0.1)
    return client.get("/lab/ladder/").text


def test_effects_of_every_rung_and_trouble(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    assert "Climb the ladder" in client.get("/lab/ladder/").text
    earlier = ClimbFactory.create(seconds=None)  # did not finish, so it is not shown
    page = climb_on_the_page(client)
    effects: dict[str, list[Any]] = {}
    for case in Case.objects.all():
        effects.setdefault(case.rung, []).append(
            (case.orders, case.points, case.mails, case.answer)
        )
    assert {rung: tuple(cells) for rung, cells in effects.items()} == EXPECTED

    assert page.count('class="lab-verdict"') == 42 + 3
    assert page.count('data-verdict="inconsistent"') == 1 + 19
    killed = Case.objects.get(rung="durable", trouble=Trouble.KILLED)
    assert StoredEvent.objects.get(correlation_id=killed.pk).signal == "lab.parcel_ordered"
    assert f"/events/flows/{killed.pk}/" in page
    assert "Climb again" in page
    assert not Climb.objects.filter(pk=earlier.pk).exists()


def test_page_shows_the_progress_of_a_climb(client: Client) -> None:
    climb = ClimbFactory.create(seconds=None)
    CaseFactory.create(climb=climb, rung="send", trouble=Trouble.NONE)
    CaseFactory.create(climb=climb, rung="send", trouble=Trouble.TWICE, answer="")
    acquire("ladder")
    page = client.get("/lab/ladder/").text
    assert "1 of 42 cases have run." in page
    assert re.search(r'<progress [^>]*max="42" value="1">', page)
    assert page.count("not run yet") == 41
    assert "Climb again" not in page

    seen = re.findall(r'hx-get="(/lab/ladder/\?seen=[\w-]+)"', page)[0]
    polling = {"HX-Request": "true", "HX-Target": "climb"}
    assert client.get(seen, headers=polling).status_code == 204
    release("ladder")
    part = client.get(seen, headers=polling).text
    assert part.lstrip().startswith('<div id="climb"')
    assert "The last climb did not finish." in part


def test_page_shows_the_code_that_ran(client: Client) -> None:
    page = client.get("/lab/ladder/").text
    assert ">send_robust</span>" in page
    assert ">ParcelOrdered</span>" in page
    assert all(escape(rung.lesson) in page for rung in RUNGS)


def test_page_refers_to_the_last_rung(client: Client, settings: Settings) -> None:
    page = client.get("/lab/ladder/").text
    assert "8. A broker and many machines" in page
    paths = re.findall(r"<code>((?:docs|tests)/[\w/.]+)</code>", page)
    assert len(paths) == 4
    assert all((settings.BASE_DIR / path).is_file() for path in paths)
    assert client.get("/lab/lessons/b02-import-paths/").status_code == 200
    settings.EVENTS_SOURCE_URL = "https://git.example/shop"
    page = client.get("/lab/ladder/").text
    assert all(f'href="https://git.example/shop/{path}"' in page for path in paths)


def test_second_climb_is_rejected_while_one_runs(client: Client) -> None:
    cache.add("lab.busy.ladder", value=True)
    assert "Another visitor is running" in client.post("/lab/ladder/climb/", follow=True).text
    assert not Climb.objects.exists()


def test_failed_climb_is_reported(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/shop.sqlite3")
    assert "work exited with 1." in climb_on_the_page(client)


def test_admin_shows_a_climb_with_its_cases_and_deletes_it(
    admin_client: Client,
) -> None:
    case = CaseFactory.create(orders=1, points=0, mails=1)
    case.parcel_set.create()
    page = f"/admin/lab/climb/{case.climb.pk}/"

    assert admin_client.get("/admin/lab/climb/").status_code == 200
    text = admin_client.get(f"{page}change/").text
    assert "send_robust" in text
    assert "inconsistent" in text
    assert 'name="_save"' not in text
    admin_client.post(f"{page}delete/", {"post": "yes"})

    assert not Case.objects.exists()
