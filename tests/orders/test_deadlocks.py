"""A unit of work that the database ended to break a deadlock is tried again."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

from orders.services.deadlocks import retry_on_deadlock


class _Deadlock(Exception):
    sqlstate = "40P01"


def _deadlock() -> OperationalError:
    error = OperationalError()
    error.__cause__ = _Deadlock()
    return error


def _failing_with(*errors: OperationalError) -> Callable[[], str]:
    """Return work that raises these errors, one in each attempt, and then succeeds."""
    remaining = list(errors)

    def work() -> str:
        if remaining:
            raise remaining.pop()
        return "placed"

    return work


def test_deadlocks_are_retried_twice() -> None:
    assert retry_on_deadlock(_failing_with(_deadlock(), _deadlock())) == "placed"


def test_third_deadlock_is_raised() -> None:
    with pytest.raises(OperationalError):
        retry_on_deadlock(_failing_with(_deadlock(), _deadlock(), _deadlock()))


def test_other_errors_are_not_retried() -> None:
    with pytest.raises(OperationalError):
        retry_on_deadlock(_failing_with(OperationalError()))
