"""The race for the last piece, with real threads."""

from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from examples.lab import race
from examples.lab.models import Race, Shelf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("shoppers", [2, 8])
def test_conditional_update_sells_one_piece_once(shoppers: int) -> None:
    result = race.run(way="conditional", shoppers=shoppers)
    assert (result.winners, result.losers, result.after) == (1, shoppers - 1, 0)
    assert not Shelf.objects.exists()


@pytest.mark.postgres
def test_naive_code_oversells_on_postgresql() -> None:
    result = race.run(way="naive", shoppers=6)
    assert result.winners > 1
    assert result.after == 0


def test_naive_code_is_serialized_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer")
    result = race.run(way="naive", shoppers=4)
    assert (result.winners, result.after) == (1, 0)


def test_earlier_check_oversells_on_every_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all shoppers read the page before the first one writes."""
    everyone_has_read = Barrier(4, timeout=20)
    monkeypatch.setattr("examples.lab.race.time.sleep", lambda _: everyone_has_read.wait())
    result = race.run(way="checked_before", shoppers=4)
    assert (result.winners, result.after) == (4, 0)


def test_page_shows_every_result(client: Client) -> None:
    assert "Not run yet" in client.get("/lab/race/").text
    page = client.post("/lab/race/run/", {"shoppers": "3"}, follow=True).text
    assert page.count("sold once") >= 1
    assert page.count('class="hl-k"') > 0
    assert Race.objects.count() == 3
    if connection.vendor == "sqlite":
        assert "SQLite, which has one writer" in page
    else:
        assert "runs on PostgreSQL" in page


def test_page_limits_shoppers_and_races(client: Client) -> None:
    page = client.post("/lab/race/run/", {"shoppers": "9"}, follow=True).text
    assert "between 2 and 8" in page
    cache.add("lab.busy.race", value=True)
    assert (
        "Another visitor is running"
        in client.post("/lab/race/run/", {"shoppers": "3"}, follow=True).text
    )
    assert not Race.objects.exists()


def test_admin_shows_and_deletes_races(admin_client: Client) -> None:
    result = {"shoppers": 4, "winners": 3, "before": 1, "after": 0, "seconds": 0.5}
    races = [Race.objects.create(way="naive", **result) for _ in range(2)]
    page = f"/admin/lab/race/{races[0].pk}/"

    assert "naive" in admin_client.get("/admin/lab/race/").text
    assert 'name="_save"' not in admin_client.get(f"{page}change/").text
    admin_client.post(f"{page}delete/", {"post": "yes"})

    assert list(Race.objects.all()) == races[1:]
