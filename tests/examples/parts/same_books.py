"""The shop and its twin do the same work: the same orders leave the same rows."""

import pytest

from bench.price.shops import WithCalls, WithSignals, check
from bench.proof import Disagreement
from examples.twin.models import Movement

pytestmark = pytest.mark.django_db(transaction=True)


class NoSteps:
    def mark(self, step: str) -> None:
        """Measure nothing."""


def test_same_orders_leave_the_same_rows() -> None:
    shops = (WithSignals(), WithCalls())
    for shop in shops:
        shop.prepare(3)
        shop.buy(NoSteps())
    check(shops, orders=3)

    Movement.objects.filter(cause="sold").delete()
    with pytest.raises(Disagreement, match="different movements"):
        check(shops, orders=3)
