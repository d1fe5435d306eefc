"""The benchmark makes databases of its own, and drops no others; costs are read from Linux."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from bench.cost import Meter
from bench.databases import Busy, database, numbers
from bench.proof import Disagreement, check_floor

pytestmark = pytest.mark.postgres

NAME = f"teapot_{os.getpid()}"  # tests run in several processes


@pytest.fixture
def server() -> str:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set TEST_DATABASE_URL")
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()


@pytest.fixture
def teapot(server: str) -> Iterator[str]:
    with database(server, NAME) as url:
        yield url


def test_a_database_lives_as_long_as_it_is_measured(server: str) -> None:
    with database(server, NAME) as url:
        assert url.endswith(f"/signal_shop_bench_{NAME}")
        assert numbers(url, "SELECT 1") == (1,)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        numbers(url, "SELECT 1")


def test_two_benchmarks_at_a_time_would_measure_each_other(server: str, teapot: str) -> None:
    with pytest.raises(Busy, match=NAME), database(server, NAME):
        pass
    assert numbers(teapot, "SELECT 1") == (1,)


def test_a_floor_without_the_confirmed_orders_proves_nothing(teapot: str) -> None:
    with psycopg.connect(teapot) as making:
        making.execute("CREATE TABLE floor_order (); CREATE TABLE floor_line ()")
        making.execute("CREATE TABLE floor_product AS SELECT 100000000 AS stock")
    check_floor(teapot, orders=0)

    with pytest.raises(Disagreement, match="100000000"):
        check_floor(teapot, orders=1)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
def test_work_of_the_database_costs_processor_time(teapot: str) -> None:
    meter = Meter(server_pid=os.getpid(), database=teapot)
    with psycopg.connect(teapot) as working:
        before = meter.seconds()
        working.execute("SELECT count(*) FROM generate_series(1, 2000000)")
        after = meter.seconds()
    meter.close()

    if before is None or after is None:
        pytest.skip("PostgreSQL runs elsewhere")
    assert after > before
