"""The pages of the lessons, with the lab installed."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from examples.lab.lessons import references
from examples.lab.lessons.reading import lessons
from examples.lab.lessons.running import Run
from examples.lab.views import lessons as views

pytestmark = pytest.mark.django_db

A6 = "/lab/lessons/a06-connected-twice/"
OUTPUT = "the method of two tills:      2"
DEFENCE = "In the shop</h2>"


class Shape(HTMLParser):
    """Collect the elements that a page leaves open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        if tag not in ("meta", "link", "input", "img", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_lesson_is_listed_and_has_a_page(client: Client) -> None:
    page = client.get("/lab/lessons/").text
    for lesson in lessons():
        assert f'href="/lab/lessons/{lesson.slug}/"' in page
        asked = client.get(f"/lab/lessons/{lesson.slug}/")
        assert asked.status_code == 200
        assert asked.text.count('type="radio"') == len(lesson.answers)
        assert "`" not in asked.text.split("The code</h2>")[0]
        assert Shape(asked.text).open == []


def test_question_page_hides_the_answer(client: Client) -> None:
    page = client.get(A6).text
    assert "Run the code" in page
    assert "<b>a.</b> Twice" in page
    assert "the same function, twice:    " in page
    for revealed in (OUTPUT, DEFENCE, "Often said", "checked"):
        assert revealed not in page


def test_missing_answer_shows_the_question_again(client: Client) -> None:
    for answer in ({}, {"answer": "z"}):
        again = client.post(A6, answer)
        assert again.status_code == 422
        assert OUTPUT not in again.text


@pytest.mark.parametrize(("answer", "verdict"), [("c", "Right."), ("a", "The right answer is c.")])
def test_answer_page_shows_a_new_run(client: Client, answer: str, verdict: str) -> None:
    page = client.post(A6, {"answer": answer}).text
    assert verdict in page
    assert "The output of a new run" in page
    assert OUTPUT in page
    assert "<strong>Often said:</strong>" in page
    assert DEFENCE in page
    number, _ = lessons()[5].references[0].lines()
    assert f'<ol start="{number}"><li><code>' in page
    assert '<span class="hl-k">def</span>' in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert Shape(page).open == []


def test_output_comes_from_a_run(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "run", lambda path: Run(f"a run of {path.name}", ""))
    assert "a run of a06_connected_twice.py" in client.post(A6, {"answer": "a"}).text


def test_second_run_at_the_same_time_shows_the_record(client: Client) -> None:
    cache.add("lab.busy.lesson", value=True)
    page = client.post(A6, {"answer": "a"}).text
    assert "Another visitor is running a lesson." in page
    assert OUTPUT in page


def test_failed_run_shows_the_record(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "run", lambda _: Run("half", "The lesson was stopped after 20 s."))
    page = client.post(A6, {"answer": "a"}).text
    assert "The lesson was stopped after 20 s." in page
    assert OUTPUT in page


def test_outputs_of_earlier_releases_are_shown(client: Client) -> None:
    page = client.post("/lab/lessons/b08-bulk-says-nothing/", {"answer": "b"}).text
    assert "Different output on Django 5.2 and 6.0" in page


def test_reference_without_its_file_is_named_only(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(references, "ROOT", tmp_path)
    page = client.post(A6, {"answer": "a"}).text
    assert "events/registry.py::Registry.add" in page
    assert page.count('class="code-lines"') == 1


def test_answered_lessons_are_remembered(client: Client) -> None:
    assert "You have answered" not in client.get("/lab/lessons/").text
    client.post(A6, {"answer": "a"})
    assert client.get(A6).text.count('class="lesson-done"') == 1
    page = client.get("/lab/lessons/").text
    assert f"You have answered 1 of {len(lessons())} lessons." in page
    assert page.count('class="lesson-done"') == 1
    assert 'Continue with <a href="/lab/lessons/a01-built-in-signals/">A1' in page


def test_keywords_lead_to_lessons(client: Client) -> None:
    page = client.get("/lab/lessons/").text
    for keyword in ("<code>dispatch_uid</code>", "weak references", "<code>asend()</code>"):
        assert f"<li><span>{keyword}</span> <span>" in page


def test_unknown_lesson_is_not_found(client: Client) -> None:
    assert client.get("/lab/lessons/a09-nothing/").status_code == 404
