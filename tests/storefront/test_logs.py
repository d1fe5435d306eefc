"""Log lines: format, ids, typed values, and characters that a terminal would obey."""

import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import Settings

from accounts.links import confirmation_link, password_link
from accounts.models import LinkPurpose, LinkRequest, User
from events.api import PermanentFailure
from events.context import bind
from notifications.models import Message
from orders.links import link_to
from storefront import security

ORDER = uuid4()
ESCAPE = "\x1b[2J"

type Log = Callable[..., str]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """Log one record in a format and return its line. The loggers are restored afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def line(log_format: str, message: str = "order placed", **extra: object) -> str:
        standard_error = {**settings.LOGGING["handlers"]["standard_error"], "formatter": log_format}
        logging.config.dictConfig(
            {**settings.LOGGING, "handlers": {"standard_error": standard_error}}
        )
        with bind(request_id="edge-7f3a91c2", correlation_id=ORDER):
            logging.getLogger("orders.events").info(message, extra=extra)
        return capsys.readouterr().err.strip()

    yield line
    root.handlers[:], root.level = handlers, level


def test_json_line_has_typed_values(log: Log) -> None:
    line = json.loads(log("json", number="S-1042", on_sale=True, price=Decimal("5.10"), pieces=3))
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "orders.events",
        "message": "order placed",
        "number": "S-1042",
        "on_sale": True,
        "price": 5.1,
        "pieces": 3,
        "request_id": "edge-7f3a91c2",
        "correlation_id": str(ORDER),
    }


def test_console_line_ends_with_fields_and_ids(log: Log) -> None:
    ids = f"request_id=edge-7f3a91c2 correlation_id={ORDER}"
    line = log("console", number="S-1042")
    assert line.endswith(f"INFO    orders.events order placed number=S-1042 {ids}")


def test_outage_of_redis_is_one_line_with_its_reason(
    log: Log, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    backend = "django_redis.cache.RedisCache"
    options = {"IGNORE_EXCEPTIONS": True}
    server = {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": options}
    settings.CACHES = {"default": server}
    log("console")
    for _ in range(3):
        cache.get("tea")
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "The cache failed: Redis ConnectionError: " in line


@pytest.mark.usefixtures("failing_receivers")
def test_console_shows_the_frames_of_a_receiver_on_lines(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log("console")
    logging.getLogger("events").error(
        "a.b did not answer: %s", f"Traceback\n  x\n12:00:00 {ESCAPE}"
    )
    first, *others = capsys.readouterr().err.strip().splitlines()
    assert first.endswith("ERROR   events a.b did not answer: Traceback")
    assert [line.startswith("    ") for line in others] == [True, True]
    assert ESCAPE not in others[-1]


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_developers_see_the_frames_of_a_durable_receiver(
    log: Log, settings: Settings, log_format: str
) -> None:
    assert "plant" not in log(log_format, frames="File x, in plant\nKeyError")
    settings.DEBUG = log_format == "console"
    lines = log(log_format, frames="File x, in plant\nKeyError").splitlines()
    assert [line.strip() for line in lines[1:]] == (
        ["File x, in plant", "KeyError"] if settings.DEBUG else []
    )


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_control_characters_are_escaped(log: Log, log_format: str) -> None:
    forged = f"SIG1\nCRITICAL all money gone {ESCAPE}\u202e\u2028"
    line = log(log_format, f"order {forged}", tracking_number=forged)
    assert line.isprintable()
    assert "\\n" in line


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_links_in_a_log_cannot_be_used(log: Log, log_format: str) -> None:
    links = [
        confirmation_link(LinkRequest(purpose=LinkPurpose.EMAIL_CHANGE)),
        link_to(ORDER),
        password_link(User(pk=7, email="ada@example.com")),
        reverse("notifications:unsubscribe", args=[Message().unsubscribe_token]),
    ]
    for link in links:
        path = urlsplit(link).path
        line = log(log_format, f"Forbidden: {path}", path=path)
        assert path not in line
        assert line.count(path[:20]) == 2
        assert "•••" in line or r"\u2022" in line


def test_control_characters_in_tracebacks_are_escaped(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log("console")
    try:
        raise ValueError(f"no {ESCAPE}")
    except ValueError:
        logging.getLogger("orders").exception("failed")
    lines = capsys.readouterr().err.strip().split("\n")
    assert len(lines) > 2
    assert all(line.isprintable() for line in lines)


def _raise_with(message: str, kind: type[Exception] = ValueError) -> None:
    try:
        raise KeyError(message)
    except KeyError as error:
        raise kind(message) from error


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_tracebacks_hide_messages_of_other_libraries(
    log: Log, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    """PostgreSQL quotes rows, mail servers addresses, and parsers what they could not read."""
    log(log_format)
    quoted = "DETAIL: Key (email)=(ada@example.com) already exists.\n12:00:00 forged line"
    try:
        _raise_with(quoted)
    except ValueError:
        logging.getLogger("django.request").exception("failed")
    text = capsys.readouterr().err
    assert "ada@example.com" not in text
    assert "forged" not in text
    assert "KeyError" in text
    assert "ValueError" in text
    assert "in _raise_with" in text


def test_tracebacks_keep_messages_about_code_and_settings(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log("console")
    for kind in (ImproperlyConfigured, ImportError, PermanentFailure):
        try:
            _raise_with("PORT must be a number\nor so", kind)
        except kind:
            logging.getLogger("gunicorn.error").exception("failed")
        text = capsys.readouterr().err
        assert f"{kind.__name__}: PORT must be a number\\nor so" in text


def test_developers_see_every_message(
    log: Log, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.DEBUG = True
    log("console")
    try:
        _raise_with("no such tea")
    except ValueError:
        logging.getLogger("orders").exception("failed")
    assert "ValueError: no such tea" in capsys.readouterr().err


def test_console_line_outside_a_request_shows_no_ids(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log("console")
    logging.getLogger("storefront").warning("the cache does not answer")
    line = capsys.readouterr().err.strip()
    assert line.endswith("WARNING storefront the cache does not answer")


def test_security_record_names_actor_and_address(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().post("/account/login/", REMOTE_ADDR="192.0.2.7")
    request.user = AnonymousUser()
    with caplog.at_level(logging.INFO, "security"):
        security.log("login_failed", request, attempts=3)
    record: Any = caplog.records[-1]
    assert record.getMessage() == "login_failed"
    assert (record.user_id, record.client_address, record.attempts) == (None, "192.0.2.7", 3)
