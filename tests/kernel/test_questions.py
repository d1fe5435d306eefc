"""Questions: whoever has an answer gives it; whoever fails is left out."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from events import Question
from events.registry import registry
from tests.kernel import receivers
from tests.kernel.signals import WayAsked, way_asked

pytestmark = pytest.mark.django_db

MILL = WayAsked(to="the mill")


@pytest.fixture
def answer() -> Any:
    """`answer(receiver, …)`: let receivers answer for as long as the test runs."""
    connected: list[Any] = []

    def connect(*answerers: Any) -> None:
        for answerer in answerers:
            way_asked.connect(answerer)
            connected.append(answerer)

    yield connect
    for answerer in connected:
        way_asked.disconnect(answerer)


def test_a_question_that_nobody_hears_has_no_answer() -> None:
    assert way_asked.ask(MILL) == []


def test_every_answer_is_collected_in_the_order_of_connection(answer: Any) -> None:
    answer(receivers.know_two_ways, receivers.shrug, receivers.show_the_way)
    assert way_asked.ask(MILL) == [
        "Over the bridge.",
        "Along the river.",
        "To the mill? Left, then right.",
    ]


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.django_db(transaction=True)
def test_who_fails_is_logged_and_left_out(
    answer: Any, caplog: pytest.LogCaptureFixture, atomic: bool
) -> None:
    answer(receivers.lose_the_map, receivers.forget_to_answer, receivers.show_the_way)
    if atomic:
        with transaction.atomic():
            answers = way_asked.ask(MILL)
            Group.objects.create(name="Goes on")
        assert Group.objects.get().name == "Goes on"
    else:
        answers = way_asked.ask(MILL)
    assert answers == ["To the mill? Left, then right."]
    assert "kernel.lose_the_map could not answer kernel.way_asked" in caplog.text
    assert "kernel.forget_to_answer could not answer" in caplog.text


@pytest.mark.usefixtures("failing_receivers")
def test_a_text_is_no_list_of_answers_although_it_is_a_sequence(
    answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer(receivers.answer_in_letters, receivers.show_the_way)
    assert way_asked.ask(MILL) == ["To the mill? Left, then right."]
    assert "return a list of answers, not a text" in caplog.text


@pytest.mark.usefixtures("failing_receivers")
def test_a_statement_that_fails_leaves_the_transaction_usable(answer: Any) -> None:
    answer(receivers.ask_the_wrong_table, receivers.show_the_way)
    with transaction.atomic():
        Group.objects.create(name="Before")
        assert len(way_asked.ask(MILL)) == 1
        Group.objects.create(name="After")
    assert Group.objects.count() == 2


@pytest.mark.usefixtures("failing_receivers")
def test_what_a_failing_receiver_wrote_is_taken_back(answer: Any) -> None:
    answer(receivers.scribble_and_fail)
    with transaction.atomic():
        assert way_asked.ask(MILL) == []
    assert not Group.objects.exists()


def test_who_stops_the_process_stops_it(answer: Any) -> None:
    answer(receivers.be_stopped)
    with pytest.raises(KeyboardInterrupt):
        way_asked.ask(MILL)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_question_costs_nothing(
    answer: Any, django_assert_num_queries: Any
) -> None:
    answer(receivers.show_the_way)
    assert not connection.in_atomic_block
    with django_assert_num_queries(0):
        way_asked.ask(MILL)


def test_the_same_receiver_twice_answers_once(answer: Any) -> None:
    answer(receivers.show_the_way, receivers.show_the_way)
    assert len(way_asked.ask(MILL)) == 1


def test_a_disconnected_receiver_answers_no_more() -> None:
    way_asked.connect(receivers.show_the_way)
    assert ("kernel.way_asked", "kernel.show_the_way") in registry.answerers
    assert way_asked.disconnect(receivers.show_the_way)
    assert not way_asked.disconnect(receivers.show_the_way)
    assert way_asked.ask(MILL) == []


def test_a_question_knows_what_it_asks_and_what_it_hopes_for() -> None:
    assert isinstance(way_asked, Question)
    assert (way_asked.question_type, way_asked.answer_type) == (WayAsked, str)
    assert registry.questions["kernel.way_asked"] is way_asked
