"""While new tables are there already, processes of the version before still sell and deliver."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

OURS = ["events", "inventory", "loyalty", "notifications", "orders"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database has it; `optional` if an INSERT may leave it out."""

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


def trouble(model: type[models.Model], columns: list[Column]) -> Iterator[str]:
    """What an older model would stumble over in the table as it is now."""
    known = {field.column for field in model._meta.local_concrete_fields}
    for column in columns:
        if column.name not in known and not column.optional:
            yield f"{column.name} is new: give it a db_default, or let it be null"
    for name in known.difference(column.name for column in columns):
        yield f"{name} is gone: take it out of the models one version earlier"


def models_before(app: str) -> list[type[models.Model]]:
    """The models of an app as they were before its latest migration."""
    loader = MigrationLoader(connection)
    (latest,) = loader.graph.leaf_nodes(app)
    if loader.get_migration(*latest).initial:
        return []
    before = loader.project_state(latest, at_end=False)
    return list(before.apps.get_app_config(app).get_models())


@pytest.mark.django_db
@pytest.mark.parametrize("app", OURS)
def test_the_version_before_finds_its_way_in_the_tables_of_this_one(app: str) -> None:
    stumbles = {
        model._meta.label: found
        for model in models_before(app)
        if (found := list(trouble(model, columns_of(model._meta.db_table))))
    }
    assert not stumbles


@pytest.mark.django_db
def test_an_event_that_the_version_before_publishes_is_kept() -> None:
    loader = MigrationLoader(connection)
    entry = loader.project_state(("events", "0001_initial")).apps.get_model("events", "StoredEvent")
    now = timezone.now()
    published = entry.objects.create(
        id=uuid4(),
        signal="orders.order_placed",
        payload={},
        occurred_at=now,
        correlation_id=uuid4(),
        unit_of_work=uuid4(),
        unit_of_work_started_at=now,
    )
    kept = apps.get_model("events", "StoredEvent").objects.get(pk=published.pk)
    assert kept.request_id == ""


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ([Column("id", optional=True), Column("name", optional=False)], []),
        (
            [
                Column("id", optional=True),
                Column("name", optional=False),
                Column("cup", optional=True),
            ],
            [],
        ),
        (
            [
                Column("id", optional=True),
                Column("name", optional=False),
                Column("cup", optional=False),
            ],
            ["cup is new: give it a db_default, or let it be null"],
        ),
        (
            [Column("id", optional=True)],
            ["name is gone: take it out of the models one version earlier"],
        ),
    ],
)
def test_what_it_would_stumble_over_is_said(columns: list[Column], says: list[str]) -> None:
    assert list(trouble(Group, columns)) == says
