"""The pages of text that the footer links to, and the domain that Django's sites framework uses.

The pages are rows of django.contrib.flatpages, which staff edit. The footer links to fixed
addresses, so that no page of the shop needs a query for it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps as installed_apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

_FILE = Path(__file__).parent / "initial_pages.toml"


@cache
def initial_pages() -> dict[str, dict[str, str]]:
    """Return the title and the text of the pages in the footer, by their address."""
    with _FILE.open("rb") as file:
        pages = tomllib.load(file)["page"]
    return {
        page["url"]: {"title": page["title"], "content": page["text"].strip()} for page in pages
    }


def create_pages(*, apps: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create the pages of the footer that are missing, after the migrations have run.

    Existing pages are left unchanged. `flush` sends the signal without `apps` and leaves the
    database empty.
    """
    if apps is None:
        return
    try:
        pages = apps.get_model("flatpages", "FlatPage").objects.using(using)
    except LookupError:  # a migration of one app, in a database without this one
        return
    present = set(pages.values_list("url", flat=True))
    for url, texts in initial_pages().items():
        if url not in present:
            pages.create(url=url, **texts).sites.add(settings.SITE_ID)


def name_site(*, apps: Any = installed_apps, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Give the site the domain of SITE_URL; otherwise Django would create it as example.com."""
    try:
        sites = apps.get_model("sites", "Site").objects.using(using)
    except LookupError:
        return
    values = {"domain": urlsplit(settings.SITE_URL).netloc, "name": "Signal Shop"}
    sites.update_or_create(pk=settings.SITE_ID, defaults=values)
