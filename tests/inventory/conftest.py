"""Skip tests that need PostgreSQL."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _postgresql_where_marked(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
