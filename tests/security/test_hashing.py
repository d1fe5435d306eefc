"""Every address that hashes a password does so in one of the few slots."""

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client

from accounts import hashing
from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory
from tests.security.addresses import addresses
from tests.security.examples import create_examples

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW = "the tide comes in at nine"
FIELDS = {
    "email": "ada@example.com",
    "username": "ada@example.com",
    "password": PASSWORD,
    "old_password": PASSWORD,
    "new_password1": NEW,
    "new_password2": NEW,
    "password1": NEW,
    "password2": NEW,
}
HASHES = {
    "admin:login",
    "close_account",
    "confirm_sign_up",
    "email_change",
    "login",
    "password_change",
    "password_reset_confirm",
    "signup",
}


class Hashes:
    """The hashes of a request, and those of them that took no slot."""

    def __init__(self, slots: threading.BoundedSemaphore) -> None:
        self.slots, self.count, self.without_slot = slots, 0, 0

    def record(self) -> None:
        self.count += 1
        if self.slots.acquire(blocking=False):
            self.slots.release()
            self.without_slot += 1


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Hashes:
    slots = threading.BoundedSemaphore(1)
    recorder, encode = Hashes(slots), MD5PasswordHasher.encode

    def recorded(hasher: MD5PasswordHasher, *args: Any, **kwargs: Any) -> str:
        recorder.record()
        return encode(hasher, *args, **kwargs)

    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")  # decides nothing
    monkeypatch.setattr(hashing, "_slots", slots)
    monkeypatch.setattr(MD5PasswordHasher, "encode", recorded)
    return recorder


@pytest.mark.slow
def test_passwords_are_hashed_in_a_slot_only(hashes: Hashes) -> None:
    examples = create_examples()
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    found, without_slot = set(), []
    for address in addresses():
        for user in (None, superuser):
            path, before = examples.path(address), (hashes.count, hashes.without_slot)
            with transaction.atomic():
                _send(path, user)
                transaction.set_rollback(True)
            if hashes.count > before[0]:
                found.add(address.name)
            if hashes.without_slot > before[1]:
                without_slot.append(address.name)
    assert without_slot == []
    assert found == HASHES


def _send(path: str, user: User | None) -> None:
    """Send every password field; a link in an e-mail leads to its form first."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(User.objects.get(pk=user.pk))
    if "password-reset" in path:
        path = client.get(path, follow=True).wsgi_request.path
    client.post(path, FIELDS)
