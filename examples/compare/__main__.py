"""Set up an empty shop and the twin in a temporary folder, and compare them."""

import argparse
import logging
import os
import sys
import tempfile

from examples.compare.page import put_into, stale_lines


def main() -> int:
    """Print the tables and the stale lines of the page, or write the tables into it."""
    parser = argparse.ArgumentParser(description="Compare the shop with its twin without signals.")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/twin.md")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as folder:
        _set_up(folder)
        from examples.compare import tables
        from examples.compare.counting import ROOT

        rendered = tables.render()
    path = ROOT / "docs" / "twin.md"
    page = path.read_text(encoding="utf-8")
    if write:
        path.write_text(put_into(page, rendered), encoding="utf-8")
        return 0
    stale = stale_lines(page, rendered)
    sys.stdout.write(rendered)
    sys.stdout.writelines(f"docs/twin.md is stale: {line}\n" for line in stale)
    return 1 if stale else 0


def _set_up(folder: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DEMO="true",
        HTTPS="false",
        SITE_URL="http://localhost:8000",
        SECRET_KEY="only-for-comparing",  # noqa: S106  the shop is temporary
        PLUGIN_APPS="examples.twin",
        DATABASE_URL=f"sqlite:///{folder}/shop.sqlite3",
        CACHE_URL=f"file://{folder}/cache",
        EMAIL_URL=f"file://{folder}/mail",
    )
    import django
    from django.core.management import call_command

    django.setup()
    logging.disable()  # the failures are intended
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
