"""Names of signals and receivers: the app, and what they are called in it."""

import pytest

from events.naming import app_of, signal_name
from tests.kernel.signals import LampLit, LetterPosted


@pytest.mark.parametrize(
    ("module", "app"),
    [
        ("orders.signals", "orders"),
        ("loyalty.receivers", "loyalty"),
        ("loyalty.receivers.points", "loyalty"),
        ("examples.dashboard.receivers", "dashboard"),
        ("examples.dashboard.receivers.orders", "dashboard"),
        ("tests.kernel.signals", "kernel"),
        ("config.somewhere.deep", "config"),
        ("signals", "signals"),
    ],
)
def test_the_app_of_a_module(module: str, app: str) -> None:
    assert app_of(module) == app


@pytest.mark.parametrize(
    ("class_name", "name"),
    [
        ("OrderPlaced", "kernel.order_placed"),
        ("Order2Placed", "kernel.order2_placed"),
        ("SKUChanged", "kernel.sku_changed"),
        ("Paid", "kernel.paid"),
    ],
)
def test_the_name_of_a_signal(class_name: str, name: str) -> None:
    assert signal_name(type(class_name, (), {"__module__": "tests.kernel.signals"})) == name
    assert signal_name(LampLit) == "kernel.lamp_lit"
    assert signal_name(LetterPosted) == "kernel.letter_posted"
