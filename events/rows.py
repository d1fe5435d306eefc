"""New rows, written by a statement that is put together once.

Django puts every INSERT together anew, which takes longer than the database takes to run it, and
an order makes nine of them. What a field makes of its value is asked of the field as ever; as
with `bulk_create()`, no signal of Django's tells of it.
"""

from functools import cache
from itertools import batched
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

_AT_ONCE = 500  # a database takes some ten thousand values in one statement


def insert(*rows: Model) -> None:
    """Write new rows of one model; each is given its id, where the database makes it.

    Many rows are several statements: what has to be whole belongs in a transaction. A field
    with a default of the database's may be left to it, in all of the rows or in none: ValueError
    otherwise. Raises IntegrityError where a row cannot be.
    """
    for some in batched(rows, _AT_ONCE):
        _insert(some)


def insert_unless_there(row: Model) -> bool:
    """Write a new row; False, and nothing written, where one with any of its unique values is.

    The row is not told an id that the database makes.
    """
    return _insert((row,), unless=" ON CONFLICT DO NOTHING")


def _insert(rows: tuple[Model, ...], unless: str = "") -> bool:
    model = type(rows[0])
    database = connections[DEFAULT_DB_ALIAS]  # the fields ask much of it, and not by a proxy
    left_out = _left_to_the_database(rows)
    fields, statement, returning = _statement(model, left_out, len(rows))
    if unless:
        returning = ""  # with it, SQLite would not say how many rows it wrote
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), database)
        for row in rows
        for field in fields
    ]
    with transaction.mark_for_rollback_on_error(), database.cursor() as cursor:
        cursor.execute(f"{statement}{unless}{returning}", values)
        ids = cursor.fetchall() if returning else [(row.pk,) for row in rows][: cursor.rowcount]
    for row, (made,) in zip(rows, ids, strict=not unless):
        row.pk = made
        for name in left_out:
            del row.__dict__[name]  # to be read when it is asked for
        row._state.adding, row._state.db = False, database.alias
    return bool(ids)


def _left_to_the_database(rows: tuple[Model, ...]) -> frozenset[str]:
    """The fields that no row has a value for; raises ValueError where only some have none."""
    defaults = _defaults(type(rows[0]))
    left = [
        frozenset(name for name in defaults if isinstance(getattr(row, name), DatabaseDefault))
        for row in rows
    ]
    if any(others != left[0] for others in left):
        raise ValueError(f"Set {', '.join(sorted(frozenset().union(*left)))} in every row.")
    return left[0]


@cache
def _defaults(model: type[Model]) -> frozenset[str]:
    return frozenset(
        field.attname for field in model._meta.concrete_fields if field.has_db_default()
    )


@cache
def _statement(
    model: type[Model], left_out: frozenset[str], count: int
) -> tuple[tuple["Field[Any, Any]", ...], str, str]:
    """The fields to write, the statement that writes so many rows of them, and its RETURNING."""
    metadata, quoted = model._meta, connection.ops.quote_name
    fields = tuple(
        field
        for field in metadata.concrete_fields
        if field is not metadata.auto_field and field.attname not in left_out
    )
    into = (
        f"{quoted(metadata.db_table)} ({', '.join(quoted(str(field.column)) for field in fields)})"
    )
    one = f"({', '.join(['%s'] * len(fields))})"
    statement = f"INSERT INTO {into} VALUES {', '.join([one] * count)}"  # noqa: S608  own names
    return (
        fields,
        statement,
        f" RETURNING {quoted(str(metadata.pk.column))}" if metadata.auto_field else "",
    )
