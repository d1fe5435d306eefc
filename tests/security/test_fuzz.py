"""No input is answered with a server error: `FUZZ_INPUTS` requests, drawn by hypothesis.

`make fuzz` draws 100,000; the test suite 150 on each database. Forms, parameters and
headers come from the URL configuration and from the pages themselves.
"""

import logging
import os
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.signals import got_request_exception
from django.test import Client
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings

from tests.accounts.factories import UserFactory
from tests.security.addresses import addresses
from tests.security.examples import Examples, create_examples, undone
from tests.security.forms_of_pages import read_page
from tests.security.inputs import Input, Target, inputs

pytestmark = [pytest.mark.slow, pytest.mark.no_cover, pytest.mark.django_db]

INPUTS = int(os.environ.get("FUZZ_INPUTS", "150"))


@pytest.fixture
def _sessions(settings: Settings) -> Iterator[None]:
    """Keep sessions where they can be undone, and the log quiet."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def visitors(_sessions: None) -> dict[str, Client]:
    guest, customer, root = (Client(raise_request_exception=False) for _ in range(3))
    customer.force_login(UserFactory.create())
    root.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return {"guest": guest, "customer": customer, "root": root}


def _target(name: str, path: str, client: Client) -> Target:
    """Return an address with the forms of its page; of a form's own address, with any form."""
    parts = urlsplit(path)
    with undone(client):
        page = client.get(path)
        text = b"".join(page).decode(errors="replace")
    reader = read_page(text)
    return Target(
        name=name,
        path=parts.path,
        fields=reader.fields,
        parameters=reader.parameters,
        files=frozenset(reader.files),
    )


def _targets(examples: Examples, client: Client) -> list[Target]:
    found = [_target(each.name, examples.path(each), client) for each in addresses()]
    fields = {name: values for target in found for name, values in target.fields.items()}
    shop_fields = {name: fields[name] for name in sorted(fields)[:80]}
    return [
        target if target.fields else Target(**{**_as_dict(target), "fields": shop_fields})
        for target in found
    ]


def _as_dict(target: Target) -> dict[str, Any]:
    return {name: getattr(target, name) for name in Target.__dataclass_fields__}


def _send(client: Client, given_input: Input) -> int:
    response = client.generic(
        given_input.method,
        given_input.path,
        given_input.body if given_input.method in ("POST", "PUT") else b"",
        content_type=given_input.content_type,
        query_params=None,
        headers=given_input.headers,
        QUERY_STRING=given_input.query,
    )
    if response.streaming:
        list(response)  # which closes the file
    return response.status_code


@pytest.mark.usefixtures("failing_receivers")
def test_no_input_is_a_server_error(visitors: dict[str, Client]) -> None:
    examples = create_examples()
    targets = _targets(examples, visitors["root"])
    causes: list[str] = []
    found: dict[str, Input] = {}

    def remember(**kwargs: object) -> None:
        causes.append("".join(traceback.format_exc().splitlines(keepends=True)[-7:]))

    @settings(
        max_examples=INPUTS,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(targets, sorted(visitors)))
    def check(given_input: Input) -> None:
        client = visitors[given_input.visitor]
        with undone(client):
            status = _send(client, given_input)
        if status >= 500:
            cause = causes[-1] if causes else str(status)
            found.setdefault(f"{given_input.target}: {cause}", given_input)

    got_request_exception.connect(remember)
    try:
        check()
    except KeyboardInterrupt:
        pass  # report what was found until now
    finally:
        got_request_exception.disconnect(remember)
    assert not found, "\n\n".join(f"{cause}\n{each}" for cause, each in found.items())
