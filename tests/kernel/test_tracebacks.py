"""What of a stored error is shown to whom."""

import traceback

import pytest

from events.tracebacks import LEASE_RAN_OUT, raised_line, without_personal_data

pytestmark = pytest.mark.once


class Torn(Exception):
    """Raised by these tests."""


def text_of(error: Exception) -> str:
    try:
        try:
            raise KeyError("the cause")
        except KeyError as cause:
            raise error from cause
    except Exception:
        return traceback.format_exc()


SEVERAL_LINES = Torn("duplicate key\nDETAIL:  Key (email)=(frodo@bag.end) already exists.")


@pytest.mark.parametrize(
    ("error", "line", "shown"),
    [
        ("", "", ""),
        (LEASE_RAN_OUT, LEASE_RAN_OUT, LEASE_RAN_OUT),
        ("Undeliverable: no field 'x'", "Undeliverable: no field 'x'", "Undeliverable"),
        (text_of(ValueError("wet wick")), "ValueError: wet wick", "ValueError"),
        (text_of(ValueError()), "ValueError", "ValueError"),
        (text_of(SEVERAL_LINES), f"{__name__}.Torn: duplicate key", "Torn"),
        ("frodo@bag.end is unknown", "frodo@bag.end is unknown", "An error"),
    ],
)
def test_an_error_in_one_line_and_without_anybodys_data(error: str, line: str, shown: str) -> None:
    assert raised_line(error) == line
    assert without_personal_data(error) == shown
