"""What failed, what waits for nobody, and what was refused."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from events import DURABLE
from events.models import Delivery
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.pages import EVENING, page
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import TooDark, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


# --- failed deliveries -----------------------------------------------------------------------


@pytest.fixture
def three_failed(connect: Connect, failing_receivers: None) -> list[Delivery]:
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    connect(letter_posted, receivers.send_for_a_smith, DURABLE)
    for wick in ("broken", "broken", "wet"):
        mishaps.append(ValueError(wick))
        light(f"{wick} {uuid4()}")
    deliver_all(failures=True)
    return list(Delivery.objects.order_by("id"))


def test_failed_deliveries_are_grouped_by_receiver_and_error(
    staff: Client, three_failed: list[Delivery]
) -> None:
    text = staff.get(page("failed")).text
    assert text.count("ValueError: broken") == 1
    assert text.count("ValueError: wet") == 1
    assert "Try all 3 again" in text
    assert "Try these 2 again" in text


def test_deliveries_without_a_receiver_are_shown(staff: Client) -> None:
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Left Bank")
    lamp_lit.disconnect(receivers.write_down)
    assert "kernel.write_down" in staff.get(page("failed")).text


def test_the_oldest_that_is_due_is_shown(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Slow Street")
    let_time_pass(timedelta(minutes=5))
    assert "is due for 30" in staff.get(page("failed")).text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"all": "yes"}, 3),
        ({"receiver": "kernel.stumble"}, 3),
        ({"receiver": "kernel.nobody"}, 0),
        ({"delivery": "first"}, 1),
        ({"delivery": ["first", "last"]}, 2),
        ({"delivery": ["9" * 30]}, 0),
        ({"delivery": ["nonsense"]}, 0),
        ({}, 0),
    ],
    ids=str,
)
def test_what_failed_is_tried_again_by_a_button(
    staff: Client, three_failed: list[Delivery], asked: dict[str, Any], count: int
) -> None:
    ids = {"first": three_failed[0].pk, "last": three_failed[-1].pk}
    if "delivery" in asked:
        named = asked["delivery"] if isinstance(asked["delivery"], list) else [asked["delivery"]]
        asked = {"delivery": [ids.get(name, name) for name in named]}
    response = staff.post(page("retry"), asked, follow=True)
    said = f"Trying again: {count}." if count else "There was nothing to try again."
    assert said in response.text
    assert Delivery.objects.filter(status="pending").count() == count


# --- refusals --------------------------------------------------------------------------------


def test_refusals_are_found_beside_what_failed(staff: Client, connect: Connect) -> None:
    assert "Nothing has been refused lately." in staff.get(page("failed")).text
    connect(lamp_lit, receivers.refuse)
    for number in range(25):
        with pytest.raises(TooDark):
            light(f"Street {number}", correlation_id=UUID(int=100 + number))
    text = staff.get(page("failed")).text
    assert "Street 24 stays dark tonight." in text
    assert text.count("stays dark tonight.") == 20
    assert "Street 4 stays dark" not in text
    for word in ("kernel.lamp_lit", "kernel.refuse", page("flow", UUID(int=124))):
        assert word in text


def test_a_flow_shows_who_ran_before_the_veto(
    staff: Client, connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane", correlation_id=EVENING)
    for client in (staff, Client()):
        text = client.get(page("flow", EVENING)).text
        ran = re.findall(r'<li class="delivery".*?</li>', text, re.S)
        said = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in ran]
        assert [words.split(" · ")[0] for words in said] == [
            "kernel.post_a_letter done, and undone",
            "kernel.refuse refused",
        ]
