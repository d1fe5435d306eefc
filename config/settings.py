"""Settings of Signal Shop. `.env.example` explains every variable of the environment.

A value that cannot work stops the start. The message names the setting and the fix. It
never quotes the value, because a value can contain a secret.
"""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote
from zoneinfo import available_timezones

import environ
from django.utils.csp import CSP
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

from storefront.environment import (
    choice,
    flag,
    is_host,
    is_importable,
    is_sender,
    number,
    page_url,
    rate_limit,
    read_dotenv,
    refuse,
    stored_secret_key,
    text,
    tracking_page,
    url,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

if os.environ.get("DJANGO_SETTINGS_MODULE") == __name__ and (BASE_DIR / ".env").exists():
    read_dotenv(BASE_DIR / ".env")  # the tests have their own settings

# --- what kind of shop this is ---------------------------------------------------------------

DEBUG = flag("DEBUG", default=False)
DEMO = flag("DEMO", default=False)  # only chooses defaults in this file
STYLE_PAGE = DEMO or DEBUG
CURRENCY = choice("CURRENCY", "EUR", ["EUR", "CHF", "GBP", "USD"])
TIME_ZONE = text("TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    raise refuse("TIME_ZONE", "Must be a name such as Europe/Berlin.")
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["storefront.formats"]
USE_I18N = False  # the shop has one language; looking up translations costs a tenth of a page

TEST_GATEWAY = "orders.gateway.TestGateway"
PAYMENT_GATEWAY = text("PAYMENT_GATEWAY", TEST_GATEWAY if DEMO or DEBUG else "")
if not PAYMENT_GATEWAY:
    raise refuse("PAYMENT_GATEWAY", "Must name the class of the payment gateway.")
if not re.fullmatch(r"\w+(\.\w+)+", PAYMENT_GATEWAY) or not is_importable(
    PAYMENT_GATEWAY.partition(".")[0]
):
    raise refuse("PAYMENT_GATEWAY", f"The class does not exist. An example is {TEST_GATEWAY}.")

PLUGIN_APPS = words("PLUGIN_APPS", pattern=r"[\w.]+", example="examples.lab,sales")
for _number, _plugin in enumerate(PLUGIN_APPS, start=1):
    if not is_importable(_plugin):
        raise refuse("PLUGIN_APPS", f"App number {_number} of the list is not installed.")
if DEMO and "examples.demo" not in PLUGIN_APPS:
    PLUGIN_APPS = ["examples.demo", *PLUGIN_APPS]

SECRET_KEY = text("SECRET_KEY") or (stored_secret_key(VAR_DIR / "secret_key") if DEMO else "")
if not DEMO and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or "insecure" in SECRET_KEY):
    raise refuse(
        "SECRET_KEY",
        "Must be 50 random characters or more. Create one with "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'.",
    )

# --- address and security --------------------------------------------------------------------

HOST = text("HOST", "127.0.0.1")
if not is_host(HOST):
    raise refuse("HOST", "Must be an address of this machine, such as 0.0.0.0 or ::1.")
PORT = number("PORT", 8000, high=65535)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

_site = page_url("SITE_URL", f"http://localhost:{PORT}", site=True)
_site_host = f"[{_site.hostname}]" if ":" in str(_site.hostname) else str(_site.hostname)
SITE_URL = _site.geturl()
HTTPS = flag("HTTPS", default=True)
if HTTPS and _site.scheme != "https":
    raise refuse("SITE_URL", "Must start with https://, or set HTTPS=false on this machine.")
if not HTTPS and not (DEMO or DEBUG or _site_host in LOOPBACK):
    raise refuse("HTTPS", "Must be true for a shop that other machines can reach.")

ALLOWED_HOSTS = words(
    "ALLOWED_HOSTS",
    pattern=r"\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]|\*",
    example="shop.example,www.shop.example",
)
ALLOWED_HOSTS = list(dict.fromkeys([*ALLOWED_HOSTS, _site_host, *LOOPBACK]))
CSRF_TRUSTED_ORIGINS = words(
    "CSRF_TRUSTED_ORIGINS",
    pattern=r"https?://[A-Za-z0-9*.:\[\]-]+",
    example="https://shop.example,https://pay.example",
)

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
TRUST_PROXY = HTTPS  # the last entry of X-Forwarded-For is the proxy's
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# The operator decides about sub-domains and preload lists.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"

# A browser accepts a __Host- cookie only from this host itself, over HTTPS.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = number("SESSION_DAYS", 14, high=365) * 24 * 60 * 60

# --- apps ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "orders",
    "inventory",
    "notifications",
    "loyalty",
    "accounts",
    "events",
    "events.explorer",
    "storefront",
    *PLUGIN_APPS,
    "django_htmx",
    "import_export",
    "storefront.admin_site.apps.ShopAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
]
MIDDLEWARE = [
    "storefront.middleware.request_id_middleware",
    "storefront.health.health_middleware",  # load balancers ask by IP address, over HTTP
    "storefront.middleware.bad_request_middleware",
    "storefront.middleware.response_headers_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "storefront.middleware.wrong_method_middleware",
    "storefront.middleware.ExceptionMiddleware",
    "storefront.security.security_log_middleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
SITE_ID = 1  # the one row of django.contrib.sites, which flat pages need
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,  # with the cached loader, unless DEBUG is on
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storefront.context_processors.panels",
                "orders.context_processors.basket",
            ],
        },
    },
]
FORM_RENDERER = "storefront.forms.ShopRenderer"

# The groups of the admin's menu. Every other model is in the last group, "Back room".
ADMIN_MENU = {
    "Orders": ["orders.order", "orders.payment", "orders.refund"],
    "Catalogue": [
        "inventory.product",
        "inventory.category",
        "inventory.stock",
        "inventory.reorder",
        "inventory.movement",
    ],
    "Customers": [
        "accounts.user",
        "notifications.message",
        "notifications.stockalert",
        "loyalty.account",
        "loyalty.entry",
    ],
    "Back room": ["flatpages.flatpage"],
}

# --- accounts --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.EmailBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

STAFF_SESSION_SECONDS = number("STAFF_SESSION_HOURS", 8, high=720) * 3600
STAFF_SECOND_FACTOR = flag("STAFF_SECOND_FACTOR", default=False)
PASSWORD_RESET_TIMEOUT = number("PASSWORD_RESET_HOURS", 1, high=720) * 3600
CONFIRMATION_TIMEOUT = number("CONFIRMATION_HOURS", 24, high=720) * 3600
PASSWORD_HASHING_SLOTS = 2  # in each process
PASSWORD_HASHING_WAIT = 1.0  # seconds

# Failed logins, counted in the database for each pair of account and address.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the `security` log has the logins
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_of"
AXES_USERNAME_CALLABLE = "accounts.lockout.account_of"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # accounts/admin/protection.py shows the failed logins
OTP_TOTP_ISSUER = "Signal Shop"

# The attempts allowed per account, session and network. See storefront/limits.py.
RATE_LIMITS = {
    "log_in": rate_limit("RATE_LIMIT_LOG_IN", "account:30/1h network:100/1h"),
    "sign_up": rate_limit("RATE_LIMIT_SIGN_UP", "account:5/1h session:10/1h network:30/1h"),
    "password_reset": rate_limit(
        "RATE_LIMIT_PASSWORD_RESET", "account:5/1h session:10/1h network:30/1h"
    ),
    "checkout": rate_limit("RATE_LIMIT_CHECKOUT", "account:30/10m session:20/10m network:300/10m"),
    "back_in_stock": rate_limit(
        "RATE_LIMIT_BACK_IN_STOCK", "account:10/1h session:10/1h network:30/1h"
    ),
}

# What one visitor can reserve without paying.
ORDERS_MAX_UNPAID_ORDERS = number("MAX_UNPAID_ORDERS", 3)
ORDERS_MAX_UNPAID_PIECES = number("MAX_UNPAID_PIECES", 200)
ORDERS_BASKET_RETENTION_DAYS = number("BASKET_RETENTION_DAYS", 90, high=36500)
NOTIFICATIONS_RETENTION_DAYS = number("MESSAGE_RETENTION_DAYS", 365, low=0, high=36500)

# The carriers' pages about a parcel, by the code of the carrier (orders.models.Carrier).
TRACKING_PAGES = {
    "post": tracking_page("TRACKING_URL_POST"),
    "courier": tracking_page("TRACKING_URL_COURIER"),
}

# --- database --------------------------------------------------------------------------------

# Seconds, for PostgreSQL; 0 turns a limit off. One slow or frozen process must not hold up the
# whole shop: the others get an error, which becomes a 503 page or a later attempt.
DATABASE_TIMEOUTS = {
    "lock_timeout": number("DATABASE_LOCK_TIMEOUT", 2, low=0),
    "statement_timeout": number("DATABASE_STATEMENT_TIMEOUT", 10, low=0),
    "idle_in_transaction_session_timeout": number("DATABASE_IDLE_TIMEOUT", 20, low=0),
}


def database() -> dict[str, Any]:
    """Return the entry of DATABASES. A relative SQLite path starts at the project's folder."""
    name = "DATABASE_URL"
    parts = url(
        name,
        f"sqlite:///{VAR_DIR}/shop.sqlite3",
        schemes=("postgres", "postgresql", "sqlite"),
        example="postgres://user:password@host/shop",
    )
    query = parse_qs(parts.query, keep_blank_values=True)
    options: dict[str, Any] = {option: values[-1] for option, values in query.items()}
    if parts.scheme == "sqlite":
        synchronous = options.pop("synchronous", "NORMAL")
        is_file = not parts.netloc and len(parts.path) > 1 and parts.path != "/:memory:"
        if options or not is_file or synchronous not in ("NORMAL", "FULL"):
            raise refuse(name, "Must be sqlite:///path, optionally with ?synchronous=FULL.")
        path = BASE_DIR / unquote(parts.path[1:])
        path.parent.mkdir(parents=True, exist_ok=True)
        # Under load, a transaction without the write lock fails when it first writes.
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,  # seconds to wait for the one writer
                "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};",
            },
        }
    entry: dict[str, Any] = environ.Env.db_url_config(parts._replace(query="").geturl())
    if not entry["NAME"] or re.search(r"[/@]", entry["NAME"]):
        raise refuse(name, "Must end with the name of a database: postgres://host/shop.")
    prepared = options.pop("prepared", "yes")
    if prepared not in ("yes", "no"):
        raise refuse(name, "?prepared= must be yes or no.")
    try:
        make_conninfo(**options)
    except ProgrammingError:
        raise refuse(name, "A parameter after the ? is not one of PostgreSQL's.") from None
    if prepared == "yes":  # a statement that ran five times is parsed and planned once
        options.update(server_side_binding=True, prepare_threshold=5)
    limits = [f"-c {limit}={value}s" for limit, value in DATABASE_TIMEOUTS.items() if value]
    options["options"] = " ".join(filter(None, [options.get("options"), *limits]))
    # Each thread keeps its connection, and checks it before a request uses it again.
    age = 0 if DEBUG else None  # runserver has a new thread for every request
    return {**entry, "CONN_MAX_AGE": age, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


DATABASES = {"default": database()}

# --- cache and sessions ----------------------------------------------------------------------


def cache() -> dict[str, Any]:
    """Return the entry of CACHES: files that the processes of one machine share, or Redis."""
    parts = url(
        "CACHE_URL",
        f"file://{VAR_DIR}/cache",
        schemes=("file", "redis", "rediss"),
        example="redis://host:6379/0",
    )
    if parts.scheme == "file":
        if parts.netloc or parts.query or len(parts.path) < 2:
            raise refuse("CACHE_URL", "Must be file:///path.")
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": unquote(parts.path),
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    query = parse_qs(parts.query, keep_blank_values=True)
    if not parts.hostname or not re.fullmatch(r"(/[0-9]*)?", parts.path) or {*query} - {"prefix"}:
        raise refuse("CACHE_URL", "Must be redis://host:6379/0, optionally with ?prefix=name.")
    if not is_importable("django_redis"):
        raise refuse("CACHE_URL", "Redis needs a package: uv sync --extra redis.")
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": parts._replace(query="").geturl(),
        "KEY_PREFIX": query.get("prefix", ["shop"])[0],
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,  # without Redis the shop is slower, and sells
            "LOG_IGNORED_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.5,  # seconds
            "SOCKET_TIMEOUT": 0.5,
        },
    }


CACHES = {
    "default": cache(),
    # The alias that {% cache %} uses: each process keeps what is the same on every page.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends."
        + ("dummy.DummyCache" if DEBUG else "locmem.LocMemCache")
    },
}
# With Redis, a session that changes during an outage would come back in its old form.
SESSION_ENGINE = "django.contrib.sessions.backends." + (
    "cached_db" if CACHES["default"]["BACKEND"].endswith("FileBasedCache") else "db"
)

# --- files -----------------------------------------------------------------------------------

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- e-mail ----------------------------------------------------------------------------------


def mailer() -> dict[str, Any]:
    """Return the entry of MAILERS: an SMTP server, or a folder of files.

    `smtps://` is refused, because some programs use it for STARTTLS.
    """
    parts = url(
        "EMAIL_URL",
        f"file://{VAR_DIR}/mail",
        schemes=("smtp", "smtp+tls", "smtp+ssl", "file"),
        example="smtp+tls://user:password@host:587",
    )
    backends = "django.core.mail.backends"
    if parts.scheme == "file" and len(parts.path) > 1 and not parts.netloc and not parts.query:
        options: dict[str, Any] = {"file_path": unquote(parts.path)}
        return {"BACKEND": f"{backends}.filebased.EmailBackend", "OPTIONS": options}
    if parts.scheme == "file" or not parts.hostname or parts.path.strip("/") or parts.query:
        raise refuse("EMAIL_URL", "Must be smtp+tls://user:password@host:587 or file:///path.")
    options = {
        "host": parts.hostname,
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtp+ssl",
        "timeout": 20,  # seconds, for each step of the conversation
        "deadline": 45,  # for all of it: less than the lease of a delivery
    }
    return {"BACKEND": "storefront.smtp.EmailBackend", "OPTIONS": options}


MAILERS = {"default": mailer()}
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Signal Shop <shop@signal-shop.example>")
if not is_sender(DEFAULT_FROM_EMAIL):
    raise refuse("DEFAULT_FROM_EMAIL", "Must be like Signal Shop <shop@shop.example>.")
# The page that shows sent e-mails, in the demo: Mailpit, or the demo's own for files.
_mail_in_files = MAILERS["default"]["BACKEND"].endswith("filebased.EmailBackend")
MAIL_PAGE_URL = text("MAIL_PAGE_URL", "/demo/mail/" if DEMO and _mail_in_files else "")
if MAIL_PAGE_URL and not MAIL_PAGE_URL.startswith("/"):
    page_url("MAIL_PAGE_URL", MAIL_PAGE_URL)

# --- events ----------------------------------------------------------------------------------

EVENTS_ENGINE = choice("EVENTS_ENGINE", "worker", ["worker", "celery"])
if EVENTS_ENGINE == "celery" and not is_importable("celery"):
    raise refuse("EVENTS_ENGINE", "Celery needs a package: uv sync --extra celery.")
EVENTS_BROKER_URL = url(
    "EVENTS_BROKER_URL",
    "amqp://guest:guest@127.0.0.1:5672//",
    schemes=("amqp", "amqps"),
    example="amqp://user:password@host:5672//",
).geturl()
EVENTS_NOTIFY = flag("EVENTS_NOTIFY", default=True)
EVENTS_RETENTION_DAYS = number("EVENTS_RETENTION_DAYS", 90, low=0, high=36500)
EVENTS_TRACE = flag("EVENTS_TRACE", default=DEMO)
EVENTS_EXPLORER_PUBLIC = flag("EVENTS_EXPLORER_PUBLIC", default=DEMO)
EVENTS_SOURCE_URL = page_url("EVENTS_SOURCE_URL").geturl() if text("EVENTS_SOURCE_URL") else ""
EVENTS_BASE_TEMPLATE = "base.html"
EVENTS_CATALOGUE_DIR = BASE_DIR / "docs"
EVENTS_CATALOGUE_EXCLUDE = [app.rpartition(".")[2] for app in PLUGIN_APPS]

# --- processes and log -----------------------------------------------------------------------

WEB_WORKERS = number("WEB_WORKERS", 2, high=256)
WEB_THREADS = number("WEB_THREADS", 4, high=256)
CELERY_HEARTBEAT_FILE = text("CELERY_HEARTBEAT_FILE")
LOG_FORMAT = choice("LOG_FORMAT", "console", ["console", "json"])
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "storefront.logs.RequestIdFilter"},
        "correlation_id": {"()": "events.log.CorrelationFilter"},
    },
    "formatters": {
        "console": {"()": "storefront.logs.ConsoleFormatter"},
        "json": {"()": "storefront.logs.JsonFormatter"},
    },
    "handlers": {
        "standard_error": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id", "correlation_id"],
        },
    },
    "root": {"handlers": ["standard_error"], "level": "INFO"},
    # Without DEBUG, Django's own handlers only send mail to ADMINS, which is empty.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},  # `security` has the logins
    },
}
