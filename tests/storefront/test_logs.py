"""Every line of the log carries the ids that tie it to the others."""

import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from events.context import bind
from storefront.logs import logging_config

ORDER = uuid4()

type Say = Callable[[str], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Say]:
    """Log one line in a format, and return it; the loggers are put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def say(log_format: str) -> str:
        logging.config.dictConfig(logging_config(log_format))
        with bind(request_id="edge-7f3a91c2"), bind(correlation_id=ORDER):
            logging.getLogger("orders.events").info("order placed", extra={"number": "S-1042"})
        return capsys.readouterr().err.strip()

    yield say
    root.handlers[:], root.level = handlers, level


def test_a_line_for_machines_is_json(said: Say) -> None:
    line = json.loads(said("json"))
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "orders.events",
        "message": "order placed",
        "number": "S-1042",
        "request_id": "edge-7f3a91c2",
        "correlation_id": str(ORDER),
    }


def test_a_line_for_people_ends_with_its_fields(said: Say) -> None:
    ids = f"request_id=edge-7f3a91c2 correlation_id={ORDER}"
    assert said("console").endswith(f"INFO    orders.events order placed number=S-1042 {ids}")


def test_outside_a_request_no_id_is_shown_to_people(
    said: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    said("console")
    logging.getLogger("config").warning("the cache is away")
    assert capsys.readouterr().err.strip().endswith("WARNING config the cache is away")
