"""What the environment may say, and what is refused when the shop starts, by name."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from config.environment import caching, database, mail, plugins, reading, site

ROOT = Path("/srv/shop")


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_flag_says_yes_in_many_words(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DEMO", word)
    assert reading.flag("DEMO", default=False) is True


def test_a_flag_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "off")
    assert reading.flag("HTTPS", default=True) is False


def test_an_empty_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "")
    assert reading.flag("HTTPS", default=True) is True


def test_a_word_that_is_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "maybe")
    with pytest.raises(ImproperlyConfigured, match="HTTPS: 'maybe' is neither yes nor no"):
        reading.flag("HTTPS", default=True)


def test_an_unknown_choice_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVENTS_ENGINE", "pigeons")
    with pytest.raises(ImproperlyConfigured, match=r"EVENTS_ENGINE: 'pigeons'.*worker, celery"):
        reading.choice("EVENTS_ENGINE", ["worker", "celery"])


def test_a_value_may_begin_with_a_dollar_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "$HOME-sweet-home")
    assert reading.text("SECRET_KEY") == "$HOME-sweet-home"


def test_a_secret_can_be_handed_over_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("kept in a file\n")
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert reading.text("SECRET_KEY", "the default") == "kept in a file"


def test_a_value_and_a_file_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "one")
    monkeypatch.setenv("SECRET_KEY_FILE", "/run/secrets/another")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY: it is given, and SECRET_KEY_FILE"):
        reading.text("SECRET_KEY")


def test_a_file_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("BROKER_URL", raising=False)
    monkeypatch.setenv("BROKER_URL_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match=r"BROKER_URL_FILE: .*nothing cannot be read"):
        reading.text("BROKER_URL", "amqp://")


def test_a_file_that_says_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("\n")
    monkeypatch.delenv("BROKER_URL", raising=False)
    monkeypatch.setenv("BROKER_URL_FILE", str(tmp_path / "url"))
    with pytest.raises(ImproperlyConfigured, match=r"BROKER_URL_FILE: .*url is empty"):
        reading.text("BROKER_URL", "amqp://")


def test_a_number_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_THREADS", "7")
    assert reading.number("WEB_THREADS", default=4) == 7
    assert reading.number("WEB_WORKERS", default=2) == 2


@pytest.mark.parametrize("word", ["0", "-1", "many", "1.5", "²"])
def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("WEB_THREADS", word)
    with pytest.raises(ImproperlyConfigured, match=r"WEB_THREADS: .* is no number\. Say 1 or more"):
        reading.number("WEB_THREADS", default=4)


# --- database --------------------------------------------------------------------------------


def test_sqlite_begins_its_transactions_immediately(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    entry = database.database(base=tmp_path, default=tmp_path / "var" / "shop.sqlite3")
    assert entry["NAME"] == str(tmp_path / "var" / "shop.sqlite3")
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (tmp_path / "var").is_dir()


def test_a_relative_path_starts_at_the_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///goods.sqlite3")
    assert database.database(base=tmp_path, default=tmp_path)["NAME"] == str(
        tmp_path / "goods.sqlite3"
    )


def test_sqlite_can_be_in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
    assert database.database(base=tmp_path, default=tmp_path)["NAME"] == ":memory:"


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "level"), [("", 1), ("?synchronous=FULL", 2)])
def test_sqlite_can_be_told_to_survive_a_power_cut(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, query: str, level: int
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/shop.sqlite3{query}")
    entry = database.database(base=tmp_path, default=tmp_path)
    assert entry["NAME"] == str(tmp_path / "shop.sqlite3")
    handler = ConnectionHandler({"default": entry})
    with handler["default"].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (level,)
    handler.close_all()


def test_postgresql_is_pooled_and_keeps_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://kim:p%40ss@db.example:5433/shop?sslmode=require")
    entry = database.database(base=ROOT, default=ROOT)
    assert (entry["USER"], entry["PASSWORD"], entry["PORT"]) == ("kim", "p@ss", 5433)
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]["max_size"] == 8
    assert entry["OPTIONS"]["prepare_threshold"] == 5


def test_statements_need_not_be_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a pooler that gives each transaction another connection."""
    monkeypatch.setenv("DATABASE_URL", "postgres://db/shop?prepared=no&sslmode=require")
    options = database.database(base=ROOT, default=ROOT)["OPTIONS"]
    assert options.keys() == {"sslmode", "pool"}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://localhost/shop", "mysql is not a database"),
        ("localhost", "without a scheme"),
        ("postgres://localhost/shop?pool=true", "pool= cannot"),
        ("postgres://localhost/shop?prepared=maybe", r"\?prepared=maybe is not"),
        ("postgres://localhost", "names no database"),
        ("sqlite:///shop.sqlite3?timeout=5", r"\?timeout= cannot be given"),
        ("sqlite:///shop.sqlite3?synchronous=OFF", r"\?synchronous=OFF is not"),
        ("sqlite:///shop.sqlite3?synchronous=", r"\?synchronous= is not"),
    ],
)
def test_a_database_that_cannot_work_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, problem: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=f"DATABASE_URL: .*{problem}"):
        database.database(base=ROOT, default=ROOT)


# --- cache -----------------------------------------------------------------------------------


def test_the_cache_is_in_files_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CACHE_URL", raising=False)
    entry = caching.cache(default=ROOT / "cache")
    assert entry["LOCATION"] == "/srv/shop/cache"


def test_redis_takes_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/3?prefix=blue")
    entry = caching.cache(default=ROOT)
    assert entry["LOCATION"] == "redis://cache.example:6379/3"
    assert entry["KEY_PREFIX"] == "blue"


def test_redis_without_its_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/3")
    monkeypatch.setattr(caching, "find_spec", {}.get)
    with pytest.raises(ImproperlyConfigured, match=r"CACHE_URL: .*uv sync --extra redis"):
        caching.cache(default=ROOT)


@pytest.mark.parametrize("url", ["memcached://x", "file://", "/var/cache"])
def test_a_cache_that_cannot_work_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        caching.cache(default=ROOT)


# --- mail ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "tls", "ssl"),
    [
        ("smtp://mail.example", False, False),
        ("smtp+tls://mail.example", True, False),
        ("smtp+ssl://mail.example", False, True),
    ],
)
def test_the_mail_server_is_spoken_to_as_asked(
    monkeypatch: pytest.MonkeyPatch, url: str, tls: bool, ssl: bool
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    options = mail.mailer(default=ROOT)["OPTIONS"]
    assert (options["use_tls"], options["use_ssl"]) == (tls, ssl)


def test_a_mail_server_has_less_time_than_half_a_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://kim:p%40ss@mail.example:2525")
    options = mail.mailer(default=ROOT)["OPTIONS"]
    assert options["timeout"] < 30
    assert (options["username"], options["password"], options["port"]) == ("kim", "p@ss", 2525)


@pytest.mark.parametrize("url", ["smtps://mail.example", "smtp://", "mail.example", "file://"])
def test_a_mail_server_that_cannot_be_understood_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"EMAIL_URL: .*STARTTLS"):
        mail.mailer(default=ROOT)


# --- where the shop is -----------------------------------------------------------------------


def _site(monkeypatch: pytest.MonkeyPatch, *, lenient: bool = False, **variables: str) -> site.Site:
    for name in ("SITE_URL", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
        monkeypatch.setenv(name, variables.get(name, ""))
    return site.site(lenient=lenient)


def test_a_shop_on_the_network_speaks_https(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = _site(monkeypatch, SITE_URL="https://shop.example/")
    assert shop.url == "https://shop.example"
    assert shop.https
    assert shop.hosts == ["shop.example", "localhost", "127.0.0.1", "[::1]"]


def test_a_shop_on_the_network_cannot_do_without_https(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"HTTPS: it is off, and shop.example"):
        _site(monkeypatch, SITE_URL="http://shop.example", HTTPS="false")


def test_a_demo_on_the_network_may_do_without_https(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = _site(monkeypatch, SITE_URL="http://shop.example", HTTPS="false", lenient=True)
    assert not shop.https


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:80"])
def test_a_shop_for_this_machine_may_do_without_https(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert not _site(monkeypatch, SITE_URL=url, HTTPS="false").https


def test_https_with_an_address_without_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL: HTTPS is on, but"):
        _site(monkeypatch)


@pytest.mark.parametrize("url", ["shop.example", "ftp://shop.example", "https://shop.example/de"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        _site(monkeypatch, SITE_URL=url)


def test_a_host_name_with_a_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"ALLOWED_HOSTS: 'https://shop.example'"):
        _site(monkeypatch, SITE_URL="https://shop.example", ALLOWED_HOSTS="https://shop.example")


def test_an_origin_without_a_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"CSRF_TRUSTED_ORIGINS: 'pay.example'"):
        _site(monkeypatch, SITE_URL="https://shop.example", CSRF_TRUSTED_ORIGINS="pay.example")


def test_an_origin_with_a_scheme_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = _site(
        monkeypatch, SITE_URL="https://shop.example", CSRF_TRUSTED_ORIGINS="https://pay.example"
    )
    assert shop.trusted_origins == ["https://pay.example"]


# --- code from outside -----------------------------------------------------------------------


def test_a_plugin_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUGIN_APPS", "django.contrib.humanize")
    assert plugins.plugin_apps() == ["django.contrib.humanize"]


@pytest.mark.parametrize("name", ["examples.moon", "nowhere.at.all", ".loyalty"])
def test_a_plugin_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PLUGIN_APPS", name)
    with pytest.raises(ImproperlyConfigured, match="PLUGIN_APPS: there is no app"):
        plugins.plugin_apps()


def test_a_gateway_is_named_by_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_GATEWAY", "storefront.forms.ShopRenderer")
    assert plugins.payment_gateway("a.B") == "storefront.forms.ShopRenderer"


@pytest.mark.parametrize("path", ["Gateway", "nowhere.Gateway", "storefront.forms.not a name"])
def test_a_gateway_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("PAYMENT_GATEWAY", path)
    with pytest.raises(ImproperlyConfigured, match="PAYMENT_GATEWAY"):
        plugins.payment_gateway("a.B")
