"""How far a flow has come, for pages that show nothing of the flow itself."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from events import DURABLE
from events.progress import Progress, progress
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def test_a_flow_that_nobody_knows_is_settled() -> None:
    assert progress(uuid4()).settled


def test_it_is_another_one_with_every_step_until_nothing_waits(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.write_down)
    evening = uuid4()
    steps: list[Progress] = [progress(evening)]

    light("Long Lane", correlation_id=evening)
    steps.append(progress(evening))
    deliver_all()
    steps.append(progress(evening))
    light("Short Lane", correlation_id=evening)
    steps.append(progress(evening))

    assert len({step.stamp for step in steps}) == 4
    assert [step.settled for step in steps] == [True, False, True, False]
    assert progress(evening) == steps[-1]


def test_other_flows_do_not_count(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    evening = uuid4()
    light("Long Lane", correlation_id=evening)
    deliver_all()
    before = progress(evening)

    light("Another Evening")

    assert progress(evening) == before


def test_one_statement_however_much_a_flow_holds(
    connect: Connect, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    evening = uuid4()
    for lane in range(5):
        light(f"Lane {lane}", correlation_id=evening)

    with django_assert_num_queries(1):
        progress(evening)
