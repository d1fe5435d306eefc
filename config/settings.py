"""Settings of Signal Shop. `.env.example` explains every variable of the environment.

A value that cannot work stops the start. The message names the setting and the fix. It
never quotes the value, because a value can contain a secret.
"""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.utils.csp import CSP

from storefront import connections
from storefront import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

if os.environ.get("DJANGO_SETTINGS_MODULE") == __name__ and (BASE_DIR / ".env").exists():
    env.read_dotenv(BASE_DIR / ".env")  # the tests have their own settings

# --- what kind of shop this is ---------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)  # only chooses defaults in this file
DEFAULT_EXCEPTION_REPORTER_FILTER = "storefront.debug.SecretsFilter"
STYLE_PAGE = DEMO or DEBUG
CURRENCY = env.choice("CURRENCY", "EUR", ["EUR", "CHF", "GBP", "USD"])
TIME_ZONE = env.text(
    "TIME_ZONE",
    "UTC",
    check=available_timezones().__contains__,
    must="be a name such as Europe/Berlin",
)
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["storefront.formats"]
USE_I18N = False  # the shop has one language; looking up translations costs a tenth of a page

TEST_GATEWAY = "orders.gateway.TestGateway"
PAYMENT_GATEWAY = env.text(
    "PAYMENT_GATEWAY",
    TEST_GATEWAY if DEMO or DEBUG else "",
    check=env.is_class,
    must=f"name the class of the payment gateway, such as {TEST_GATEWAY}",
)

PLUGIN_APPS = env.words(
    "PLUGIN_APPS", check=env.is_importable, must="be an installed app, such as examples.lab"
)
if DEMO and "examples.demo" not in PLUGIN_APPS:
    PLUGIN_APPS = ["examples.demo", *PLUGIN_APPS]

SECRET_KEY = env.text("SECRET_KEY")
if DEMO:
    SECRET_KEY = SECRET_KEY or env.stored_secret_key(VAR_DIR / "secret_key")
elif len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or "insecure" in SECRET_KEY:
    raise env.refuse(
        "SECRET_KEY",
        "Must be 50 random characters or more. Create one with "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'.",
    )

# --- address and security --------------------------------------------------------------------

HOST = env.text(
    "HOST",
    "127.0.0.1",
    check=env.is_host,
    must="be an address of this machine, such as 0.0.0.0 or ::1",
)
PORT = env.number("PORT", 8000, high=65535)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

SITE_URL = env.page_url("SITE_URL", f"http://localhost:{PORT}", site=True)
_site = urlsplit(SITE_URL)
_site_host = env.in_url(_site.hostname or "")
HTTPS = env.flag("HTTPS", default=True)
if HTTPS and _site.scheme != "https":
    raise env.refuse("SITE_URL", "Must start with https://, or set HTTPS=false on this machine.")
if not HTTPS and not (DEMO or DEBUG or _site_host in LOOPBACK):
    raise env.refuse("HTTPS", "Must be true for a shop that other machines can reach.")

ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    check=re.compile(r"\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]|\*").fullmatch,
    must="be a host such as shop.example",
)
ALLOWED_HOSTS = list(dict.fromkeys([*ALLOWED_HOSTS, _site_host, *LOOPBACK]))
CSRF_TRUSTED_ORIGINS = env.words(
    "CSRF_TRUSTED_ORIGINS",
    check=re.compile(r"https?://[A-Za-z0-9*.:\[\]-]+").fullmatch,
    must="be an origin such as https://pay.example",
)

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
TRUST_PROXY = HTTPS  # the last entry of X-Forwarded-For is the proxy's
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# The operator decides about sub-domains and preload lists.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
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

# A browser accepts a __Host- cookie only from this host itself, over HTTPS.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.number("SESSION_DAYS", 14, high=365) * 24 * 60 * 60

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
if len(set(INSTALLED_APPS)) < len(INSTALLED_APPS):
    raise env.refuse("PLUGIN_APPS", "Must not name an app twice, or one that is always installed.")
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
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "storefront.middleware.wrong_method_middleware",
    "storefront.middleware.ExceptionMiddleware",
    "accounts.closed_account.ClosedAccountMiddleware",
    "storefront.security.security_log_middleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
SITE_ID = 1  # the one row of django.contrib.sites, which flat pages need
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

STAFF_SESSION_SECONDS = env.number("STAFF_SESSION_HOURS", 8, high=720) * 3600
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", default=False)
PASSWORD_RESET_TIMEOUT = env.number("PASSWORD_RESET_HOURS", 1, high=720) * 3600
CONFIRMATION_TIMEOUT = env.number("CONFIRMATION_HOURS", 24, high=720) * 3600
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

# --- limits, retention and parcels -----------------------------------------------------------

# The attempts allowed per account, session and network. See storefront/limits.py.
RATE_LIMITS = env.rate_limits(
    log_in="account:30/1h network:100/1h",
    sign_up="account:5/1h session:10/1h network:30/1h",
    password_reset="account:5/1h session:10/1h network:30/1h",  # noqa: S106  a limit
    checkout="account:30/10m account:100/1d session:20/10m network:300/10m",
    back_in_stock="account:10/1h session:10/1h network:30/1h",
    new_basket="network:1000/10m",
    export="account:10/1h",
)

# What one visitor can reserve without paying.
ORDERS_MAX_UNPAID_ORDERS = env.number("MAX_UNPAID_ORDERS", 3)
ORDERS_MAX_UNPAID_PIECES = env.number("MAX_UNPAID_PIECES", 200)
ORDERS_BASKET_RETENTION_DAYS = env.number("BASKET_RETENTION_DAYS", 90, high=36500)
NOTIFICATIONS_RETENTION_DAYS = env.number("MESSAGE_RETENTION_DAYS", 365, low=0, high=36500)

# The carriers' pages about a parcel, by the code of the carrier (orders.models.Carrier).
TRACKING_PAGES = {
    "post": env.tracking_page("TRACKING_URL_POST"),
    "courier": env.tracking_page("TRACKING_URL_COURIER"),
}

# --- database --------------------------------------------------------------------------------

DATABASES = {
    "default": connections.database(
        "DATABASE_URL",
        f"sqlite:///{VAR_DIR}/shop.sqlite3",
        base=BASE_DIR,
        # Seconds; 0 turns a limit off. A slow or frozen process must not hold up the whole shop:
        # the others get an error, which becomes a 503 page or a later attempt.
        timeouts={
            "lock_timeout": env.number("DATABASE_LOCK_TIMEOUT", 2, low=0),
            "statement_timeout": env.number("DATABASE_STATEMENT_TIMEOUT", 10, low=0),
            "idle_in_transaction_session_timeout": env.number("DATABASE_IDLE_TIMEOUT", 20, low=0),
        },
        # Each thread keeps its connection; runserver has a new thread for every request.
        max_age=0 if DEBUG else None,
    )
}

# --- cache and sessions ----------------------------------------------------------------------

CACHES = {
    "default": connections.cache("CACHE_URL", f"file://{VAR_DIR}/cache"),
    # The alias that {% cache %} uses: each process keeps what it has rendered.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends."
        + ("dummy.DummyCache" if DEBUG else "locmem.LocMemCache")
    },
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
# With Redis, a session that changes during an outage would come back in its old form.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    SESSION_CACHE_ALIAS = "sessions"
    # Each write to a folder lists it, and pages expire sooner than sessions.
    CACHES["sessions"] = {
        **CACHES["default"],
        "LOCATION": f"{CACHES['default']['LOCATION']}/sessions",
    }

# --- files -----------------------------------------------------------------------------------

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
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

MAILERS = {"default": connections.mailer("EMAIL_URL", f"file://{VAR_DIR}/mail")}
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL",
    "Signal Shop <shop@signal-shop.example>",
    check=env.is_sender,
    must="be like Signal Shop <shop@shop.example>",
)
# The page that shows sent e-mails, in the demo: Mailpit, or the demo's own for files.
_mail_in_files = MAILERS["default"]["BACKEND"].endswith("filebased.EmailBackend")
MAIL_PAGE_URL = env.text("MAIL_PAGE_URL", "/demo/mail/" if DEMO and _mail_in_files else "")
if not MAIL_PAGE_URL.startswith("/"):
    env.page_url("MAIL_PAGE_URL")

# --- events ----------------------------------------------------------------------------------

EVENTS_ENGINE = env.choice("EVENTS_ENGINE", "worker", ["worker", "celery"])
if EVENTS_ENGINE == "celery" and not env.is_importable("celery"):
    raise env.refuse(
        "EVENTS_ENGINE", "Celery needs a package: scripts/environment.sh --no-dev --extra celery."
    )
EVENTS_BROKER_URL = env.url(
    "EVENTS_BROKER_URL",
    "amqp://guest:guest@127.0.0.1:5672//",
    schemes=("amqp", "amqps"),
    example="amqp://user:password@host:5672//",
).geturl()
EVENTS_NOTIFY = env.flag("EVENTS_NOTIFY", default=True)
EVENTS_RETENTION_DAYS = env.number("EVENTS_RETENTION_DAYS", 90, low=0, high=36500)
EVENTS_TRACE = env.flag("EVENTS_TRACE", default=DEMO)
EVENTS_EXPLORER_PUBLIC = env.flag("EVENTS_EXPLORER_PUBLIC", default=DEMO)
EVENTS_SOURCE_URL = env.page_url("EVENTS_SOURCE_URL")
EVENTS_BASE_TEMPLATE = "base.html"
EVENTS_CATALOGUE_EXCLUDE = [app.rpartition(".")[2] for app in PLUGIN_APPS]

# --- processes and log -----------------------------------------------------------------------

WEB_WORKERS = env.number("WEB_WORKERS", 2, high=256)
WEB_THREADS = env.number("WEB_THREADS", 4, high=256)
CELERY_HEARTBEAT_FILE = env.text("CELERY_HEARTBEAT_FILE")
LOG_FORMAT = env.choice("LOG_FORMAT", "console", ["console", "json"])
env.refuse_misspelt_names()
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "ids": {"()": "events.log.CorrelationFilter"},
        "cache": {"()": "storefront.logs.CacheFilter"},
    },
    "formatters": {
        "console": {"()": "storefront.logs.ConsoleFormatter"},
        "json": {"()": "storefront.logs.JsonFormatter"},
    },
    "handlers": {
        "standard_error": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["ids"],
        },
    },
    "root": {"handlers": ["standard_error"], "level": "INFO"},
    # Without DEBUG, Django's own handlers only send mail to ADMINS, which is empty.
    "loggers": {
        "django": {"handlers": []},
        "django_redis.cache": {"filters": ["cache"]},
        "axes": {"level": "WARNING"},  # `security` has the logins
        # It warns of every HEAD request, whose body Django leaves for the server to drop.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
