"""Every address of the demo and the lab: who is let in.

Everyone may look, run and enter: the shop of a demo has nothing to protect. Only those who may
change deliveries may break receivers.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from examples.demo.accounts import ACCOUNTS
from tests.accounts.factories import UserFactory, group
from tests.security.addresses import addresses
from tests.security.rules import (
    EVERYONE,
    OWNER,
    OWNERS,
    STAFF,
    SUPERUSER,
    button,
    form,
    is_refused,
    page,
)

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {
    "demo:enter": button(EVERYONE),
    "demo:mail_list": page(EVERYONE),
    "demo:mail": page(frozenset()),  # the file of the example does not exist
    "demo:mail_body": page(frozenset()),
    "lab:faults": page(EVERYONE),
    "lab:add_fault": button(OWNERS),
    "lab:remove_fault": button(OWNERS),
    "lab:remove_all_faults": button(OWNERS),
    "lab:ladder": page(EVERYONE),
    "lab:climb": button(EVERYONE),
    "lab:lessons": page(EVERYONE),
    "lab:lesson": form(EVERYONE),
    "lab:race": page(EVERYONE),
    "lab:run_race": button(EVERYONE),
    "lab:visit": page(EVERYONE),
    "lab:break_loyalty": button(EVERYONE),
    "lab:restart_visit": button(EVERYONE),
    "lab:repair_loyalty": button(EVERYONE),
}
PARTS: dict[str, dict[str, Any]] = {
    "demo:enter": {"role": ACCOUNTS[0].role},
    "demo:mail": {"file": "nothing-here", "place": 0},
    "demo:mail_body": {"file": "nothing-here", "place": 0},
    "lab:lesson": {"slug": "a06-connected-twice"},
}


def _names() -> set[str]:
    return {
        address.name for address in addresses() if address.name.partition(":")[0] in ("demo", "lab")
    }


def _user(role: str) -> User | None:
    if role == "anonymous":
        return None
    user = UserFactory.create(is_staff=role != "customer", is_superuser=role == SUPERUSER)
    if role == OWNER:
        user.groups.add(group(OWNER))
    return user


def test_every_address_has_a_rule() -> None:
    assert _names() == RULES.keys()


@pytest.mark.parametrize("role", ["anonymous", "customer", STAFF, OWNER, SUPERUSER])
def test_role_is_let_in_by_the_rules_alone(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examples.lab.views.ladder.start", lambda: None)  # starts a process
    UserFactory.create(email=ACCOUNTS[0].email)  # whom `demo:enter` logs in
    user, wrong = _user(role), []
    for name, rule in RULES.items():
        path = reverse(name, kwargs=PARTS.get(name, {}))
        for method, allowed in (("GET", rule.get), ("POST", rule.post)):
            client = Client(raise_request_exception=False)
            if user is not None:
                client.force_login(user)
            response = client.generic(method, path)
            refused = is_refused(response)
            is_allowed = bool(allowed) and (allowed == EVERYONE or role in allowed)
            if refused == is_allowed or response.status_code >= 500:
                wrong.append(f"{method} {path}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
