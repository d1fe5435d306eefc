"""The pages of the lessons, with the lab installed."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from examples.lab.lessons import reading
from examples.lab.lessons.reading import lessons
from examples.lab.lessons.running import Run
from examples.lab.views import lessons as views

pytestmark = pytest.mark.django_db

A6 = "/lab/lessons/a06-connected-twice/"
OUTPUT = "the method of two tills:      2"
DEFENCE = "Another function hears"  # a line of Registry.add


class Shape(HTMLParser):
    """Which elements a page opens and leaves open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        if tag not in ("meta", "link", "input", "img", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_all_are_listed_and_lead_to_a_page(client: Client) -> None:
    page = client.get("/lab/lessons/").text
    for lesson in lessons():
        assert f'href="/lab/lessons/{lesson.slug}/"' in page
        asked = client.get(f"/lab/lessons/{lesson.slug}/")
        assert asked.status_code == 200
        assert asked.text.count('type="radio"') == len(lesson.answers)
        assert "`" not in asked.text.split("The code</h2>")[0]
        assert Shape(asked.text).open == []


def test_before_the_answer_nothing_is_given_away(client: Client) -> None:
    page = client.get(A6).text
    assert "Run it and see" in page
    assert "print(&quot;the same function, twice:    &quot;" in page
    for revealed in (OUTPUT, DEFENCE, "Often said", "checked"):
        assert revealed not in page


def test_who_does_not_choose_is_asked_again(client: Client) -> None:
    for answer in ({}, {"answer": "z"}):
        again = client.post(A6, answer)
        assert again.status_code == 422
        assert OUTPUT not in again.text


@pytest.mark.parametrize(("answer", "verdict"), [("c", "You are right."), ("a", "No: it is c.")])
def test_the_answer_and_a_fresh_run(client: Client, answer: str, verdict: str) -> None:
    page = client.post(A6, {"answer": answer}).text
    assert verdict in page
    assert "has just been run" in page
    assert OUTPUT in page
    assert "<strong>Often said:</strong>" in page
    assert DEFENCE in page
    number, _ = next(iter(lessons()[5].references)).lines()
    assert f'<ol start="{number}"><li><code>    def add(self' in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert Shape(page).open == []


def test_it_is_run_and_not_looked_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "run", lambda path: Run(f"a run of {path.name}", ""))
    assert "a run of a06_connected_twice.py" in client.post(A6, {"answer": "a"}).text


def test_one_run_at_a_time(client: Client) -> None:
    cache.add("lab.busy.lesson", value=True)
    page = client.post(A6, {"answer": "a"}).text
    assert "Another visitor is running a lesson" in page
    assert OUTPUT in page


def test_a_run_that_fails_shows_what_was_recorded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "run", lambda _: Run("half", "It took longer than 10 s."))
    page = client.post(A6, {"answer": "a"}).text
    assert "It took longer than 10 s." in page
    assert OUTPUT in page


def test_what_older_releases_print_is_told(client: Client) -> None:
    page = client.post("/lab/lessons/b08-bulk-says-nothing/", {"answer": "b"}).text
    assert "On Django 5.2 and 6.0 it printed something else" in page


def test_a_defence_that_was_left_at_home(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reading, "ROOT", tmp_path)
    page = client.post(A6, {"answer": "a"}).text
    assert "events/registry.py::Registry.add" in page
    assert DEFENCE not in page


def test_no_such_lesson(client: Client) -> None:
    assert client.get("/lab/lessons/a09-nothing/").status_code == 404
