"""The previous version works on migrated tables, as during a rolling upgrade."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

APPS = ["events", "inventory", "loyalty", "notifications", "orders"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; an `optional` one can be missing in an INSERT."""

    name: str
    optional: bool


def columns_of(table: str) -> list[Column]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                'SELECT name, "notnull" = 0, dflt_value FROM pragma_table_xinfo(%s)', [table]
            )
        else:
            cursor.execute(
                "SELECT column_name, is_nullable = 'YES' OR is_identity = 'YES' "
                "OR is_generated = 'ALWAYS', column_default FROM information_schema.columns "
                "WHERE table_schema = current_schema() AND table_name = %s",
                [table],
            )
        return [
            Column(name, bool(null) or default is not None)
            for name, null, default in cursor.fetchall()
        ]


def incompatibilities(model: type[models.Model], columns: list[Column]) -> Iterator[str]:
    """Yield the columns with which an older model cannot use the current table."""
    expected = {field.column for field in model._meta.local_concrete_fields}
    for column in columns:
        if column.name not in expected and not column.optional:
            yield f"{column.name} is new: give it a db_default, or let it be null"
    for name in expected.difference(column.name for column in columns):
        yield f"{name} is missing: remove it from the models one version earlier"


def models_before(app: str) -> list[type[models.Model]]:
    """Return the models of an app before its latest migration."""
    loader = MigrationLoader(connection)
    (latest,) = loader.graph.leaf_nodes(app)
    if loader.get_migration(*latest).initial:
        return []
    before = loader.project_state(latest, at_end=False)
    return list(before.apps.get_app_config(app).get_models())


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_previous_version_can_use_current_tables(app: str) -> None:
    found = {
        model._meta.label: problems
        for model in models_before(app)
        if (problems := list(incompatibilities(model, columns_of(model._meta.db_table))))
    }
    assert not found


@pytest.mark.django_db
def test_event_of_the_previous_version_is_stored() -> None:
    loader = MigrationLoader(connection)
    model = loader.project_state(("events", "0001_initial")).apps.get_model("events", "StoredEvent")
    now = timezone.now()
    published = model.objects.create(
        id=uuid4(),
        signal="orders.order_placed",
        payload={},
        occurred_at=now,
        correlation_id=uuid4(),
        unit_of_work=uuid4(),
        unit_of_work_started_at=now,
    )
    stored = apps.get_model("events", "StoredEvent").objects.get(pk=published.pk)
    assert stored.request_id == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_interrupted_index_is_created_again_without_a_limit() -> None:
    migration = import_module("orders.migrations.0003_search_index")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_search'::regclass"
        )
        cursor.execute("SET statement_timeout = 1")  # millisecond
        with connection.schema_editor(atomic=False) as editor:
            migration.create_index(apps, editor)
        cursor.execute(
            "SELECT indisvalid, current_setting('statement_timeout') FROM pg_index "
            "WHERE indexrelid = 'orders_search'::regclass"
        )
        assert cursor.fetchone() == (True, "2min")  # of tests/settings.py
