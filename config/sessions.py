"""Sessions in the database, read from the cache: Django's, but each is written by one statement.

Django asks first whether a new key is taken, opens a transaction for the one INSERT or UPDATE, and
writes a new session into the cache twice. A guest's session is written three times on the way to
an order; `python -m bench` shows what that costs.

For a cache on files: where it is Redis, `config/settings.py` says why sessions are not in it.
"""

from typing import override

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils.crypto import get_random_string

from events.rows import insert_unless_there


class SessionStore(CachedStore):
    """`settings.SESSION_ENGINE` names this module."""

    def create(self) -> None:
        """Begin a session under a new key; the INSERT finds out whether it is taken."""
        while True:
            self._session_key = get_random_string(32, VALID_KEY_CHARS)
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    @override
    def save(self, must_create: bool = False) -> None:
        """Raises CreateError where the key is taken, UpdateError where the session is gone."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the stubs
        row = self.create_model_instance(data)
        if must_create:
            if not insert_unless_there(row):
                raise CreateError
            cache.set(self.cache_key, data, self.get_expiry_age())
            return
        # Into the cache first: whoever ends the session meanwhile takes it out of both.
        cache.set(self.cache_key, data, self.get_expiry_age())
        try:
            if not Session.objects.filter(pk=self.session_key).update(
                session_data=row.session_data, expire_date=row.expire_date
            ):
                raise UpdateError
        except BaseException:
            cache.delete(self.cache_key)
            raise
