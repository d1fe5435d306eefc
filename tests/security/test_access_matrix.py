"""Every address of the URL configuration, for every role: who is let in and who is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.groups import GROUPS
from accounts.models import User
from tests.accounts.factories import UserFactory, group
from tests.security import rules
from tests.security.addresses import addresses
from tests.security.examples import Examples, create_examples, undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # permissions do not depend on the database

# What a refused request may write: sessions, counted attempts, failed logins.
MAY_BE_WRITTEN = ("django_session", "storefront_attempt", "axes_")


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    """Keep sessions where they can be undone, and have a photo."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photo.webp").touch()


@pytest.fixture
def examples() -> Examples:
    return create_examples()


def _user(role: str, examples: Examples) -> User | None:
    if role == rules.ANONYMOUS:
        return None
    if role == rules.ADA:
        return examples.ada
    if role == rules.BEN:
        return UserFactory.create()
    user = UserFactory.create(is_staff=True, is_superuser=role == rules.SUPERUSER)
    if role in rules.GROUPS:
        user.groups.add(group(role))
    return user


def _client(role: str, examples: Examples) -> Client:
    client = Client(raise_request_exception=False)
    user = _user(role, examples)
    if user is not None:
        client.force_login(user)
    return client


@contextmanager
def _writes() -> Iterator[list[str]]:
    """Collect the statements of the block that change rows."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        changes = sql.split()[0] in ("INSERT", "UPDATE", "DELETE")
        if changes and not any(table in sql for table in MAY_BE_WRITTEN):
            found.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        yield found


def test_every_address_has_a_rule() -> None:
    assert {address.name for address in addresses()} == rules.rules().keys()


def test_every_list_of_the_admin_has_a_rule() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == rules.ADMIN.keys()


def test_the_roles_are_the_groups_of_the_shop() -> None:
    assert GROUPS.keys() == rules.GROUPS


@pytest.fixture
def _unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the templates, which take most of the time and decide nothing."""
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.usefixtures("_unrendered")
@pytest.mark.parametrize("role", sorted(rules.EVERYONE))
def test_role_is_let_in_by_the_rules_alone(role: str, examples: Examples) -> None:
    client, wrong = _client(role, examples), []
    for address in addresses():
        path, rule = examples.path(address), rules.rules()[address.name]
        for method, allowed in (("GET", rule.get), ("POST", rule.post)):
            with undone(client), _writes() as written:
                response = client.generic(
                    method, path, content_type="application/x-www-form-urlencoded"
                )
                if response.streaming:
                    list(response)  # which closes the file
            refused = rules.is_refused(response)
            if refused == (role in allowed) or response.status_code >= 500:
                wrong.append(f"{method} {path} ({address.name}): {response.status_code}")
            if refused and written:
                wrong.append(f"{method} {path} ({address.name}) writes {written[0]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(rules.ALL_STAFF))
def test_role_takes_the_actions_of_the_rules_alone(role: str, examples: Examples) -> None:
    request = RequestFactory().get("/")
    user = _user(role, examples)
    assert user is not None
    request.user = user
    for model, model_admin in admin.site._registry.items():
        allowed = rules.ADMIN[model._meta.label_lower].actions
        offered = model_admin.get_actions(request).keys()
        expected = {action for action, roles in allowed.items() if role in roles}
        assert offered == expected, model._meta.label


@pytest.mark.parametrize("role", sorted(rules.ALL_STAFF))
def test_a_forged_action_changes_nothing(role: str, examples: Examples) -> None:
    client = _client(role, examples)
    for label, records in rules.ADMIN.items():
        app, model = label.split(".")
        chosen = {"_selected_action": [str(examples.rows[label].pk)], "quantity": "3"}
        for action, roles in records.actions.items():
            with undone(client), _writes() as written:
                response = client.post(
                    f"/admin/{app}/{model}/", {**chosen, "action": action, "confirmed": "yes"}
                )
            assert response.status_code < 500, (label, action)
            if role not in roles:
                assert not written, (label, action)
