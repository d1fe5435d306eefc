"""What the search needs beside its table; see `inventory/selectors/search.py`.

A later migration that alters `SearchEntry` has to create the triggers again: Django copies the
table on SQLite.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_DELETE = """
    INSERT INTO inventory_search(inventory_search, rowid, name, text)
        VALUES ('delete', old.id, old.name, old.text);
    INSERT INTO inventory_search_names(inventory_search_names, rowid, name)
        VALUES ('delete', old.id, old.name);
"""
_INSERT = """
    INSERT INTO inventory_search(rowid, name, text) VALUES (new.id, new.name, new.text);
    INSERT INTO inventory_search_names(rowid, name) VALUES (new.id, new.name);
"""
STATEMENTS = {
    "postgresql": [
        """ALTER TABLE inventory_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('english', name), 'A')
            || setweight(to_tsvector('english', text), 'C')
        ) STORED""",
        "CREATE INDEX inventory_search_vector ON inventory_searchentry USING gin (vector)",
        "CREATE INDEX inventory_search_trigrams ON inventory_searchentry "
        "USING gin (name gin_trgm_ops)",
    ],
    "sqlite": [
        """CREATE VIRTUAL TABLE inventory_search USING fts5(
            name, text, content='inventory_searchentry', content_rowid='id', prefix='2 3',
            tokenize='porter unicode61 remove_diacritics 2')""",
        """CREATE VIRTUAL TABLE inventory_search_names USING fts5(
            name, content='inventory_searchentry', content_rowid='id')""",
        """CREATE VIRTUAL TABLE inventory_search_vocabulary
            USING fts5vocab('inventory_search_names', 'row')""",
        f"CREATE TRIGGER inventory_search_insert AFTER INSERT ON inventory_searchentry "
        f"BEGIN {_INSERT} END",
        f"CREATE TRIGGER inventory_search_delete AFTER DELETE ON inventory_searchentry "
        f"BEGIN {_DELETE} END",
        f"CREATE TRIGGER inventory_search_update AFTER UPDATE ON inventory_searchentry "
        f"BEGIN {_DELETE} {_INSERT} END",
    ],
}
UNDO = {
    "postgresql": ["ALTER TABLE inventory_searchentry DROP COLUMN vector"],
    "sqlite": [
        "DROP TRIGGER inventory_search_insert",
        "DROP TRIGGER inventory_search_delete",
        "DROP TRIGGER inventory_search_update",
        "DROP TABLE inventory_search_vocabulary",
        "DROP TABLE inventory_search_names",
        "DROP TABLE inventory_search",
    ],
}


def create_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [TrigramExtension(), migrations.RunPython(create_index, drop_index)]
