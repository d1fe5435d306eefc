"""The settings as a whole, in processes of their own."""

import subprocess
import sys

import pytest
from django.conf import settings

from tests.config.processes import bare_environment

pytestmark = pytest.mark.once

REAL = {
    "SECRET_KEY": "kept-in-a-safe-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://shop.example",
    "EMAIL_URL": "smtp+tls://mail.example",
    "DATABASE_URL": "postgres://shop@db.example/shop",
}


def _manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=bare_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_real_shop_passes_the_checks_for_deployment() -> None:
    result = _manage("check", "--deploy", "--tag", "security", "--tag", "mail", **REAL)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_receivers_are_linked_to_where_the_environment_says_that_their_code_is() -> None:
    code = """
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
page = Client().get("/events/").text
assert "https://git.example/shop/blob/main/loyalty/receivers.py#L" in page, page
"""
    # With DEBUG, since static files need not have been collected then.
    variables = {"DEBUG": "true", "DEMO": "true", "HTTPS": "false", "ALLOWED_HOSTS": "testserver"}
    variables |= {"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": REAL["SECRET_KEY"]}
    variables |= {"SOURCE_URL": "https://git.example/shop/blob/main/"}
    result = _manage("shell", "-v", "0", "-c", code, **variables)
    assert result.returncode == 0, result.stderr


def test_a_real_shop_redirects_to_https_and_says_so_to_browsers() -> None:
    code = """
from django.test import Client
plain, safe = Client().get("/healthz", secure=True), Client().get("/account/login/")
assert plain.headers["Strict-Transport-Security"] == "max-age=31536000", plain.headers
assert safe.status_code == 301, safe
assert safe.headers["Location"] == "https://testserver/account/login/"
assert Client().get("/healthz").status_code == 200
behind_proxy = Client().get("/healthz", headers={"X-Forwarded-Proto": "https"})
assert behind_proxy.wsgi_request.is_secure()
"""
    result = _manage("shell", "-v", "0", "-c", code, ALLOWED_HOSTS="testserver", **REAL)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY: it is not set."),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT: 'xml' is not known."),
        ({"SOURCE_URL": "javascript:alert(1)"}, "SOURCE_URL: 'javascript:alert(1)' is no address."),
        ({"HTTPS": "false"}, "HTTPS: it is off, and shop.example can be reached by others."),
    ],
)
def test_a_wrong_value_is_refused_at_start_by_name(variables: dict[str, str], said: str) -> None:
    result = _manage("check", **{**REAL, **variables})
    assert result.returncode != 0
    assert said in result.stderr


def test_a_plugin_with_addresses_finds_them_under_its_name() -> None:
    code = "from django.urls import reverse; print(reverse('django-admindocs-docroot'))"
    result = _manage("shell", "-v", "0", "-c", code, PLUGIN_APPS="django.contrib.admindocs", **REAL)
    assert result.stdout.strip() == "/admindocs/", result.stderr
