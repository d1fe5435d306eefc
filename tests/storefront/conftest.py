"""An outage of the database."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection


@pytest.fixture
def no_database(db: None) -> Iterator[None]:
    """Let every statement fail."""
    with connection.execute_wrapper(Mock(side_effect=OperationalError("no answer"))):
        yield
