"""A shop without plugins has no trace of them, and a real shop refuses some of them."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from events.dispatch import around_receiver
from events.registry import registry
from tests.config.processes import bare_environment
from tests.processes import ROOT

PLUGINS = ("demo", "lab", "sales", "telemetry", "twin")
PAGES = {
    "demo": ("enter/staff/", "mail/", "mail/20260101-101010-1/0/"),
    "lab": ("", "faults/add/", "faults/remove/", "ladder/", "lessons/", "race/", "visit/break/"),
    "sales": ("",),
}


def test_shop_without_plugins_has_none_of_their_hooks() -> None:
    assert not set(PLUGINS) & {config.label for config in apps.get_app_configs()}
    assert not around_receiver
    names = {name for key in (*registry.subscriptions, *registry.answerers) for name in key}
    assert not {name for name in names if name.partition(".")[0] in PLUGINS}


@pytest.mark.django_db
def test_shop_without_plugins_has_none_of_their_tables() -> None:
    prefixes = {table.partition("_")[0] for table in connection.introspection.table_names()}

    assert "orders" in prefixes
    assert not prefixes & set(PLUGINS)


@pytest.mark.django_db
@pytest.mark.parametrize("plugin", PAGES)
def test_shop_without_plugins_has_none_of_their_pages(admin_client: Client, plugin: str) -> None:
    for page in PAGES[plugin]:
        assert admin_client.get(f"/{plugin}/{page}").status_code == 404
        assert admin_client.post(f"/{plugin}/{page}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["Log in as", "/lab/", "/sales/"])
def test_shop_without_plugins_links_none_of_them(client: Client, link: str) -> None:
    for page in ("/", "/account/login/"):
        assert link not in client.get(page).text


@pytest.mark.parametrize(
    ("plugin", "reason"),
    [
        ("demo", "logs visitors in without a password"),
        ("lab", "breaks the shop on purpose"),
    ],
)
def test_real_shop_refuses_the_plugin(plugin: str, reason: str) -> None:
    check = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=bare_environment(
            DJANGO_SETTINGS_MODULE="config.settings",
            PLUGIN_APPS=f"examples.{plugin}",
            SITE_URL="http://localhost:8000",
            HTTPS="false",
            PAYMENT_GATEWAY="orders.gateway.TestGateway",
            SECRET_KEY="not-a-demo-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 1
    assert f"PLUGIN_APPS: examples.{plugin} {reason}" in check.stderr
