"""Each event says itself when it is published, when not, and who may refuse it."""

from inspect import getdoc

import pytest

from events.registry import registry

# Those of the tests' own small world promise nothing.
OURS = sorted(
    signal.name
    for signal in registry.signals.values()
    if not signal.event_type.__module__.startswith("tests.")
)
HEADINGS = ("Published:", "Not published:", "May be refused by:")


@pytest.mark.parametrize("name", OURS)
def test_event_docstring_states_its_contract(name: str) -> None:
    said = getdoc(registry.signals[name].event_type) or ""
    assert [heading for heading in HEADINGS if f"\n{heading} " not in said] == []
