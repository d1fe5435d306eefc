"""The index of the search for orders, on PostgreSQL."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create an index without locking the table for the version that still serves.

    A large table takes longer than a request may. PostgreSQL keeps an index whose creation was
    interrupted, but never uses it.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET statement_timeout = 0")
        schema_editor.execute("SET lock_timeout = 0")  # it waits for older transactions
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS orders_search")
        schema_editor.execute(
            "CREATE INDEX CONCURRENTLY orders_search ON orders_order "
            "USING gin (search gin_trgm_ops)"
        )
        schema_editor.execute("RESET statement_timeout")
        schema_editor.execute("RESET lock_timeout")


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX orders_search")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0002_notes_and_reasons")]

    operations = [TrigramExtension(), migrations.RunPython(create_index, drop_index)]
