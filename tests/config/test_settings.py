"""Settings from the environment: valid values work, invalid ones stop the start by name."""

import os
import runpy
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from storefront.environment import read_dotenv, stored_secret_key
from tests.config.processes import bare_environment, empty_settings

SECRET = "hunter2"
REAL = {
    "SECRET_KEY": "kept-in-a-safe-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://shop.example",
    "EMAIL_URL": "smtp+tls://mail.example",
    "DATABASE_URL": "postgres://shop@db.example/shop",
    "PAYMENT_GATEWAY": "orders.gateway.TestGateway",
}


type Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """`read(NAME="value")` returns the settings of a real shop with these variables."""

    def read_settings(**variables: str) -> dict[str, Any]:
        for name, value in {**empty_settings(), **REAL, **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(Path(settings.BASE_DIR) / "config" / "settings.py"))

    return read_settings


# --- values that work ------------------------------------------------------------------------


def test_real_shop_uses_https(read: Read) -> None:
    shop = read(SITE_URL="https://shop.example/")
    assert shop["SITE_URL"] == "https://shop.example"
    assert shop["ALLOWED_HOSTS"] == ["shop.example", "localhost", "127.0.0.1", "[::1]"]
    assert shop["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert shop["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert shop["SESSION_COOKIE_SECURE"]
    assert shop["CSRF_COOKIE_SECURE"]


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://[::1]:80"])
def test_shop_on_this_machine_can_do_without_https(read: Read, address: str) -> None:
    shop = read(SITE_URL=address, HTTPS="false")
    assert not shop["SECURE_SSL_REDIRECT"]
    assert shop["SESSION_COOKIE_NAME"] == "sessionid"


def test_demo_installs_its_plugin_and_test_gateway(read: Read) -> None:
    shop = read(DEMO="on", PAYMENT_GATEWAY="", PLUGIN_APPS="examples.lab")
    assert shop["PLUGIN_APPS"] == ["examples.demo", "examples.lab"]
    assert shop["PAYMENT_GATEWAY"] == "orders.gateway.TestGateway"
    assert shop["EVENTS_TRACE"]
    assert shop["EVENTS_EXPLORER_PUBLIC"]


def test_secret_can_be_read_from_a_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(REAL["SECRET_KEY"] + "\n")
    shop = read(SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "key"))
    assert shop["SECRET_KEY"] == REAL["SECRET_KEY"]


def test_carriers_have_pages_about_parcels(read: Read) -> None:
    page = "https://post.example/track?id={number}&lang=en"
    assert read(TRACKING_URL_POST=page)["TRACKING_PAGES"] == {"post": page, "courier": ""}


def test_value_can_start_with_a_dollar_sign(read: Read) -> None:
    key = "$HOME" + REAL["SECRET_KEY"]
    assert read(SECRET_KEY=key)["SECRET_KEY"] == key


def test_postgresql_connections_last_and_have_limits(read: Read) -> None:
    url = "postgres://kim:p%40s%2Fs%3F@db.example:5433/shop?sslmode=require"
    entry = read(DATABASE_URL=url, DATABASE_IDLE_TIMEOUT="0")["DATABASES"]["default"]
    assert (entry["USER"], entry["PASSWORD"], entry["PORT"]) == ("kim", "p@s/s?", 5433)
    assert entry["CONN_HEALTH_CHECKS"]
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["CONN_MAX_AGE"] is None
    assert entry["OPTIONS"]["prepare_threshold"] == 5
    assert entry["OPTIONS"]["tcp_user_timeout"] == "30000"
    assert entry["OPTIONS"]["options"] == "-c lock_timeout=2s -c statement_timeout=10s"


def test_patience_with_a_silent_server_can_be_chosen(read: Read) -> None:
    entry = read(DATABASE_URL="postgres://db/shop?connect_timeout=20")["DATABASES"]["default"]
    assert entry["OPTIONS"]["connect_timeout"] == "20"
    assert entry["OPTIONS"]["keepalives_idle"] == "30"


def test_transaction_pooler_needs_no_prepared_statements(read: Read) -> None:
    url = "postgres://db/shop?prepared=no&options=-c%20geqo%3Doff"
    options = read(DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]
    assert not options.keys() & {"server_side_binding", "prepare_threshold"}
    assert options["options"].startswith("-c geqo=off -c lock_timeout=2s")


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "level"), [("", 1), ("?synchronous=FULL", 2)])
def test_sqlite_locks_early_and_writes_ahead(
    read: Read, tmp_path: Path, query: str, level: int
) -> None:
    path = f"{tmp_path}/var/shop.sqlite3"
    entry = read(DATABASE_URL=f"sqlite:///{path}{query}")["DATABASES"]["default"]
    assert entry["NAME"] == path
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    handler = ConnectionHandler({"default": entry})
    with handler["default"].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (level,)
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
    handler.close_all()


def test_relative_sqlite_path_starts_at_the_project(read: Read) -> None:
    entry = read(DATABASE_URL="sqlite:///var/x.sqlite3")["DATABASES"]["default"]
    assert entry["NAME"] == str(Path(settings.BASE_DIR) / "var" / "x.sqlite3")


def test_redis_outage_is_ignored_and_sessions_survive_it(read: Read) -> None:
    shop = read(CACHE_URL="redis://cache.example:6379/3?prefix=blue")
    entry = shop["CACHES"]["default"]
    assert entry["LOCATION"] == "redis://cache.example:6379/3"
    assert entry["KEY_PREFIX"] == "blue"
    assert entry["OPTIONS"]["IGNORE_EXCEPTIONS"]
    assert shop["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"
    assert "sessions" not in shop["CACHES"]


def test_cache_in_files_also_holds_sessions(read: Read) -> None:
    shop = read(CACHE_URL="file:///srv/cache")
    assert shop["CACHES"]["default"]["LOCATION"] == "/srv/cache"
    assert shop["SESSION_ENGINE"] == "django.contrib.sessions.backends.cached_db"
    assert shop["CACHES"][shop["SESSION_CACHE_ALIAS"]]["LOCATION"] == "/srv/cache/sessions"


@pytest.mark.parametrize(
    ("scheme", "tls", "ssl"),
    [("smtp", False, False), ("smtp+tls", True, False), ("smtp+ssl", False, True)],
)
def test_mail_server_is_addressed_as_asked(read: Read, scheme: str, tls: bool, ssl: bool) -> None:
    mailer = read(EMAIL_URL=f"{scheme}://kim:p%40ss@mail.example:2525")["MAILERS"]["default"]
    options = mailer["OPTIONS"]
    assert (options["use_tls"], options["use_ssl"]) == (tls, ssl)
    assert (options["username"], options["password"], options["port"]) == ("kim", "p@ss", 2525)
    assert mailer["BACKEND"] == "storefront.smtp.EmailBackend"
    assert options["timeout"] < 30
    assert options["timeout"] < options["deadline"] < 60


@pytest.mark.parametrize("host", ["::1", "::", "fe80::1", "10.0.0.1", "localhost"])
def test_address_of_this_machine_is_accepted(read: Read, host: str) -> None:
    assert read(HOST=host)["HOST"] == host


def test_host_of_the_site_is_always_allowed(read: Read) -> None:
    hosts = read(ALLOWED_HOSTS="www.shop.example")["ALLOWED_HOSTS"]
    assert hosts[:2] == ["www.shop.example", "shop.example"]


# --- values that stop the start --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", SECRET),
        ("SECRET_KEY", SECRET[0] * 60),
        ("SECRET_KEY", f"django-insecure-{SECRET}-0123456789-abcdefghijklmnopqrstuvwxyz"),
        ("PAYMENT_GATEWAY", ""),
        ("PAYMENT_GATEWAY", "nowhere.Gateway"),
        ("PAYMENT_GATEWAY", "Gateway"),
        ("PAYMENT_GATEWAY", "orders.gateway."),
        ("PLUGIN_APPS", "examples.moon"),
        ("PLUGIN_APPS", "examples.lab examples.demo"),
        ("PLUGIN_APPS", "examples.lab,examples.lab"),
        ("PLUGIN_APPS", "orders"),
        ("PLUGIN_APPS", SECRET.replace("-", "_")),
        ("CURRENCY", "DM"),
        ("TIME_ZONE", "Europe/Atlantis"),
        ("DEBUG", "maybe"),
        ("HTTPS", "2"),
        ("HTTPS", "false"),
        ("SITE_URL", "shop.example"),
        ("SITE_URL", "http://shop.example"),
        ("SITE_URL", "ftp://shop.example"),
        ("SITE_URL", "https://shop.example/de"),
        ("SITE_URL", "https://shop.example # ours"),
        ("SITE_URL", "https://shop.example#ours"),
        ("SITE_URL", "https://shop.example:84x"),
        ("SITE_URL", "https://shop example"),
        ("SITE_URL", "https://[shop.example"),
        ("TRACKING_URL_POST", "https://post.example/track/"),
        ("TRACKING_URL_POST", "javascript:{number}"),
        ("TRACKING_URL_POST", "https://{number}.example/"),
        ("TRACKING_URL_POST", "https://post.example/{number}/{number}"),
        ("TRACKING_URL_COURIER", "https://courier.example/{number}?for={name}"),
        ("TRACKING_URL_COURIER", "https://kim@courier.example/{number}"),
        ("TRACKING_URL_COURIER", "https://-courier.example/{number}"),
        ("TRACKING_URL_COURIER", "https://courier.example:99999/{number}"),
        ("ALLOWED_HOSTS", "shop.example www.shop.example"),
        ("ALLOWED_HOSTS", "https://shop.example"),
        ("ALLOWED_HOSTS", "shop.example # ours"),
        ("CSRF_TRUSTED_ORIGINS", "pay.example"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example https://b.example"),
        ("SITE_URL", "https://shop..example"),
        ("SITE_URL", "https://-shop.example"),
        ("HOST", "127.0.0.1:8000"),
        ("HOST", "300.1.1.1"),
        ("HOST", ":::"),
        ("HOST", "shop example"),
        ("PORT", "84x"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "²"),
        ("WEB_THREADS", "-1"),
        ("WEB_WORKERS", "1.5"),
        ("SESSION_DAYS", "0"),
        ("DATABASE_URL", f"mysql://kim:{SECRET}@localhost/shop"),
        ("DATABASE_URL", f"kim:{SECRET}@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}@localhost"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}?x@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}/x@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}[x@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}#x@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:12/{SECRET}@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:12?{SECRET}@localhost/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}@localhost:84x/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}@localhost:99999/shop"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}@localhost/shop # ours"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}@localhost/shop?prepared=maybe"),
        ("DATABASE_URL", "sqlite:///shop.sqlite3?timeout=5"),
        ("DATABASE_URL", "sqlite:///shop.sqlite3?synchronous=OFF"),
        ("DATABASE_URL", "sqlite://shop.sqlite3"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", f"postgres://kim:{SECRET}@localhost/shop?sslmod=require"),
        ("DATABASE_LOCK_TIMEOUT", "2s"),
        ("CACHE_URL", f"memcached://:{SECRET}@cache"),
        ("CACHE_URL", f"redis://:{SECRET}/x@cache:6379/0"),
        ("CACHE_URL", "redis://"),
        ("CACHE_URL", "redis://cache.example/first"),
        ("CACHE_URL", f"redis://:{SECRET}@cache.example/0?prefx=shop"),
        ("CACHE_URL", "file://"),
        ("CACHE_URL", "file:///var/cache?prefix=shop"),
        ("CACHE_URL", "/var/cache"),
        ("EMAIL_URL", f"smtps://kim:{SECRET}@mail.example"),
        ("EMAIL_URL", f"smtp://kim:{SECRET}/x@mail.example"),
        ("EMAIL_URL", f"smtp://kim:{SECRET}@mail.example:25x"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://mail..example"),
        ("EMAIL_URL", "smtp://kim@mail.example"),
        ("EMAIL_URL", f"smtp://:{SECRET}@mail.example"),
        ("EMAIL_URL", f"smtp://kim:{SECRET}@mail.example?tls=yes"),
        ("EMAIL_URL", "file:///var/mail?x=y"),
        ("EMAIL_URL", "mail.example"),
        ("EMAIL_URL", "file://"),
        ("DEFAULT_FROM_EMAIL", "Signal Shop"),
        ("DEFAULT_FROM_EMAIL", "Signal Shop <shop@>"),
        ("DEFAULT_FROM_EMAIL", "Signal Shop <shop@shop..example>"),
        ("DEFAULT_FROM_EMAIL", f"smtp://kim:{SECRET}@mail.example"),
        ("MAIL_PAGE_URL", "javascript:alert(1)"),
        ("MAIL_PAGE_URL", f"https://kim:{SECRET}@mail.example"),
        ("MAIL_PAGE_URL", "http://"),
        ("RATE_LIMIT_LOG_IN", "5/1h"),
        ("RATE_LIMIT_CHECKOUT", "account:5/1h, network:30/1h"),
        ("RATE_LIMIT_SIGN_UP", "everybody:5/1h"),
        ("MAX_UNPAID_ORDERS", "0"),
        ("BASKET_RETENTION_DAYS", "never"),
        ("MESSAGE_RETENTION_DAYS", "-1"),
        ("EVENTS_RETENTION_DAYS", "999999"),
        ("EVENTS_ENGINE", "pigeons"),
        ("EVENTS_BROKER_URL", f"http://kim:{SECRET}@rabbit"),
        ("EVENTS_BROKER_URL", f"amqp://kim:{SECRET}[@rabbit:5672//"),
        ("EVENTS_SOURCE_URL", "javascript:alert(1)"),
        ("EVENTS_RETENTION_DAYS", "for ever"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_invalid_value_stops_the_start_by_name(read: Read, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        read(**{name: value})
    message = str(error.value)
    # An address without HTTPS contradicts HTTPS, and the message names either.
    assert message.startswith(f"{name}: ")
    assert SECRET not in message
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


@pytest.mark.parametrize("content", [None, b"\n", b"\xff\xfeh\x00i\x00"])
def test_unusable_secret_file_stops_the_start(
    read: Read, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY_FILE: "):
        read(SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "key"))


def test_value_and_file_together_stop_the_start(read: Read) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY: .*not both"):
        read(SECRET_KEY_FILE="/run/secrets/another")


@pytest.mark.parametrize(
    ("name", "package", "variables"),
    [
        ("CACHE_URL", "django_redis", {"CACHE_URL": "redis://cache.example"}),
        ("EVENTS_ENGINE", "celery", {"EVENTS_ENGINE": "celery"}),
    ],
)
def test_missing_package_stops_the_start(
    read: Read, monkeypatch: pytest.MonkeyPatch, name: str, package: str, variables: dict[str, str]
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImproperlyConfigured, match=f"^{name}: .*environment.sh --no-dev --extra"):
        read(**variables)


# --- .env ------------------------------------------------------------------------------------


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr("environ.Env.ENVIRON", os.environ)
    monkeypatch.setattr("storefront.environment._in_dotenv", set())
    return tmp_path / ".env"


def test_dotenv_sets_what_the_environment_does_not(dotenv: Path) -> None:
    os.environ["HOST"] = "0.0.0.0"  # noqa: S104
    dotenv.write_text("# ours\n\nexport DOTENV_A=1\nDOTENV_B='two words'\nHOST=::1\nDOTENV_C=\n")
    read_dotenv(dotenv)
    assert (os.environ["DOTENV_A"], os.environ["DOTENV_B"]) == ("1", "two words")
    assert os.environ["HOST"] == "0.0.0.0"  # noqa: S104


def test_dotenv_can_start_with_a_byte_order_mark(dotenv: Path) -> None:
    dotenv.write_bytes(b"\xef\xbb\xbfDOTENV_A=1\r\nDOTENV_B=2\r\n")
    read_dotenv(dotenv)
    assert (os.environ["DOTENV_A"], os.environ["DOTENV_B"]) == ("1", "2")


@pytest.mark.parametrize(
    "line", [f"DATABASE_URL = {SECRET}", f"DATABASE_URL= {SECRET}", SECRET, f"A B={SECRET}"]
)
def test_malformed_line_of_dotenv_stops_the_start(
    dotenv: Path, line: str, capfd: pytest.CaptureFixture[str]
) -> None:
    dotenv.write_text(f"DEMO=true\n{line}\n")
    with pytest.raises(ImproperlyConfigured, match=r"^\.env: Line 2 must be NAME=value") as error:
        read_dotenv(dotenv)
    assert SECRET not in str(error.value) + "".join(capfd.readouterr())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_dotenv_in_utf16_stops_the_start(dotenv: Path, encoding: str) -> None:
    dotenv.write_text(f"DATABASE_URL={SECRET}\n", encoding=encoding)
    with pytest.raises(ImproperlyConfigured, match=r"^\.env: ") as error:
        read_dotenv(dotenv)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("PLUGIN_APP", "PLUGIN_APPS"), ("export DATABSE_URL", "DATABASE_URL"), ("HTTP", "HTTPS")],
)
def test_misspelt_name_in_dotenv_stops_the_start(
    dotenv: Path, read: Read, name: str, meant: str
) -> None:
    dotenv.write_text(f"{name}={SECRET}\n")
    read_dotenv(dotenv)
    with pytest.raises(ImproperlyConfigured, match=rf"^\.env: .* Did you mean {meant}\?$"):
        read()


def test_copy_of_the_example_can_be_used(dotenv: Path, read: Read) -> None:
    dotenv.write_text((Path(settings.BASE_DIR) / ".env.example").read_text())
    read_dotenv(dotenv)
    assert read()


def test_variables_of_compose_can_be_in_dotenv(dotenv: Path, read: Read) -> None:
    names = ["COMPOSE_FILE", "WEB_PORT", "WEB_REPLICAS", "USER_ID", "SECRET_KEY_FILE"]
    dotenv.write_text("".join(f"{name}=\n" for name in names))
    read_dotenv(dotenv)
    assert read()


# --- the demo's key, and whole processes -----------------------------------------------------


def test_processes_that_start_together_share_the_demo_key(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: stored_secret_key(path), range(64)))
    assert len(keys) == 1
    assert [each.name for each in path.parent.iterdir()] == ["secret_key"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=bare_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def test_real_shop_passes_the_deployment_checks() -> None:
    result = _manage("check", "--deploy", "--tag", "security", "--tag", "mail", **REAL)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_error_page_of_debug_contains_no_secret(rf: RequestFactory, settings: Settings) -> None:
    settings.EVENTS_BROKER_URL = f"amqp://kim:{SECRET}@rabbit"
    settings.CACHES = {"default": {"LOCATION": f"redis://:{SECRET}@cache"}}
    settings.DEBUG = True
    request = rf.get(
        "/", EMAIL_URL=f"smtp://kim:{SECRET}@mail", DATABASE_URL=f"postgres://{SECRET}"
    )
    reporter = ExceptionReporter(request, ValueError, ValueError("x"), None)
    assert SECRET not in reporter.get_traceback_html() + reporter.get_traceback_text()


def test_message_is_the_last_line_of_a_failed_start() -> None:
    variables = {**REAL, "DATABASE_URL": f"postgres://kim:{SECRET}/x@localhost/shop"}
    result = _manage("check", **variables)
    assert result.returncode == 1
    assert "DATABASE_URL: Must be a URL" in result.stderr.strip().splitlines()[-1]
    assert SECRET not in result.stdout + result.stderr
