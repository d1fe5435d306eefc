"""Typing: mypy refuses the wrong event, the wrong field, and a receiver that would fail."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from mypy import api

# Each line that ends in a comment has to be refused with an error of that code; no other may be.
MISTAKES = """\
from collections.abc import Sequence

from events import AFTER_COMMIT, DURABLE, Meta, Refused, operation
from tests.kernel.signals import LampLit, LetterPosted, WayAsked, lamp_lit, way_asked


def right(*, event: LampLit, meta: Meta, **kwargs: object) -> None: ...
def without_meta(*, event: LampLit, **kwargs: object) -> None: ...
def any_event(*, event: object, meta: Meta, **kwargs: object) -> None: ...
def wrong_event(*, event: LetterPosted, meta: Meta, **kwargs: object) -> None: ...
def no_kwargs(*, event: LampLit, meta: Meta) -> None: ...
def misspelt(*, evnt: LampLit, **kwargs: object) -> None: ...
def positional(event: LampLit, /, **kwargs: object) -> None: ...
async def asynchronous(*, event: LampLit, meta: Meta, **kwargs: object) -> None: ...
def answers(*, question: WayAsked, **kwargs: object) -> Sequence[str]: return []
def answers_numbers(*, question: WayAsked, **kwargs: object) -> Sequence[int]: return []
def answers_nothing(*, question: WayAsked, **kwargs: object) -> None: ...


lamp_lit.connect(right)
lamp_lit.connect(without_meta, delivery=AFTER_COMMIT)
lamp_lit.connect(any_event, delivery=DURABLE, atomic=False, attempts=3)
lamp_lit.connect(wrong_event)  # arg-type
lamp_lit.connect(no_kwargs)  # arg-type
lamp_lit.connect(misspelt)  # arg-type
lamp_lit.connect(positional)  # arg-type
lamp_lit.connect(asynchronous)  # arg-type
lamp_lit.connect(right, delivery="durable")  # arg-type
lamp_lit.disconnect(wrong_event)  # arg-type
way_asked.connect(answers)
way_asked.connect(answers_numbers)  # arg-type
way_asked.connect(answers_nothing)  # arg-type

with operation():
    lamp_lit.publish(LampLit(street="Long Lane"))
    lamp_lit.publish(WayAsked(to="the mill"))  # arg-type
    lamp_lit.publish(LampLit(street=7))  # arg-type
    lamp_lit.publish(LampLit(lane="Long Lane"))  # call-arg
    lamp_lit.publish(LampLit("Long Lane"))  # call-arg
    lamp = LampLit(street="Long Lane")
    lamp.street = "Short Lane"  # misc
    lamp.colour  # attr-defined

right_answers: list[str] = way_asked.ask(WayAsked(to="the mill"))
wrong_answers: list[int] = way_asked.ask(WayAsked(to="the mill"))  # assignment
way_asked.ask(LampLit(street="Long Lane"))  # arg-type
"""


@pytest.mark.once
def test_mypy_refuses_what_would_fail_later(tmp_path: Path) -> None:
    file = tmp_path / "mistakes.py"
    file.write_text(MISTAKES)
    root = Path(settings.BASE_DIR)
    said, complaints, _ = api.run(
        [
            "--config-file",
            str(root / "pyproject.toml"),
            "--cache-dir",
            str(root / ".mypy_cache"),
            "--no-error-summary",
            str(file),
        ]
    )
    assert complaints == ""
    refused = {
        int(line): code for line, code in re.findall(r"mistakes.py:(\d+): error: .*\[(.*)\]", said)
    }
    expected = {
        number: line.partition("  # ")[2]
        for number, line in enumerate(MISTAKES.splitlines(), start=1)
        if "  # " in line
    }
    assert refused == expected, said
