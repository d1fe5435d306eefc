"""Sessions: written by one statement each, read from the cache, and lost to nobody."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from config.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    """A session with a mug in it."""
    session = SessionStore()
    session["basket"] = {"TALL-MUG": 1}
    session.save()
    return session


def read(session: SessionStore) -> dict[str, object]:
    """What another process finds under its key."""
    return dict(SessionStore(session.session_key).items())


def test_a_new_session_is_written_by_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = SessionStore()
    session["basket"] = {"TEAPOT": 2}
    with django_assert_num_queries(1):
        session.save()
    assert Session.objects.get(pk=session.session_key).get_decoded() == {"basket": {"TEAPOT": 2}}


def test_a_session_is_written_again_by_one_statement_and_read_by_none(
    kept: SessionStore, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept["basket"] = {"TALL-MUG": 3}
    with django_assert_num_queries(1):
        kept.save()
    with django_assert_num_queries(0):
        assert read(kept) == {"basket": {"TALL-MUG": 3}}


def test_it_is_still_there_when_the_cache_is_emptied(kept: SessionStore) -> None:
    cache.clear()
    assert read(kept) == {"basket": {"TALL-MUG": 1}}


def test_a_session_that_nobody_put_anything_into_can_be_saved() -> None:
    session = SessionStore()
    session.save()
    assert read(session) == {}


def test_a_key_that_is_taken_is_not_used_twice(
    kept: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: Iterator[str | None] = iter([kept.session_key, "another" * 5])
    monkeypatch.setattr("config.sessions.get_random_string", lambda *_: next(keys))
    session = SessionStore()
    session["basket"] = {"TEAPOT": 1}
    session.save()
    assert session.session_key == "another" * 5
    assert read(kept) == {"basket": {"TALL-MUG": 1}}
    assert read(session) == {"basket": {"TEAPOT": 1}}


def test_nobody_creates_what_is_there(kept: SessionStore) -> None:
    with pytest.raises(CreateError):
        SessionStore(kept.session_key).save(must_create=True)


def test_a_session_that_has_ended_elsewhere_is_not_brought_back(kept: SessionStore) -> None:
    """As where somebody logs out while another of their requests is being answered."""
    SessionStore(kept.session_key).delete()
    kept["basket"] = {"TEAPOT": 1}
    with pytest.raises(UpdateError):
        kept.save()
    assert not Session.objects.exists()
    assert read(kept) == {}


def test_a_session_that_ends_while_it_is_being_written_is_not_brought_back(
    kept: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process logs out when the row has been written, or is about to be."""
    other = SessionStore(kept.session_key)
    other["seen"] = "teapot"
    write = QuerySet.update

    def written(rows: QuerySet[Session], **values: object) -> int:
        count = write(rows, **values)
        kept.flush()
        return count

    monkeypatch.setattr(QuerySet, "update", written)
    other.save()
    assert read(SessionStore(other.session_key)) == {}


def test_a_login_gives_the_session_another_key_and_keeps_what_is_in_it(client: Client) -> None:
    session = client.session
    session["basket"] = {"TALL-MUG": 1}
    session.save()
    client.force_login(User.objects.create_user("ada@example.com"))
    assert client.session.session_key != session.session_key
    assert client.session["basket"] == {"TALL-MUG": 1}
    assert not Session.objects.filter(pk=session.session_key).exists()
