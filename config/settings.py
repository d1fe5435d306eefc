"""The settings of the shop, from the environment; `.env.example` lists and explains each.

What a variable may hold, and what is refused, is in `config/environment/`.
"""

import os
from pathlib import Path

from django.utils.csp import CSP

from config.environment.caching import cache
from config.environment.database import database
from config.environment.engine import events_engine
from config.environment.mail import mailer
from config.environment.plugins import payment_gateway, plugin_apps
from config.environment.reading import choice, flag, read_dotenv, text
from config.environment.secret import secret_key
from config.environment.site import site
from config.environment.source import source_url
from storefront.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
if os.environ.get("DJANGO_SETTINGS_MODULE") == __name__:  # the tests bring their own
    read_dotenv(BASE_DIR / ".env")  # what is set outside it wins

# --- what kind of shop this is ---------------------------------------------------------------

DEBUG = flag("DEBUG", default=False)
DEMO = flag("DEMO", default=False)
SECRET_KEY = secret_key(demo=DEMO, kept_in=VAR_DIR)
CURRENCY = choice("CURRENCY", ["EUR", "CHF", "GBP", "USD"])
PAYMENT_GATEWAY = payment_gateway(default="orders.gateway.TestGateway")
EVENTS_ENGINE = events_engine()
BROKER_URL = text("BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")
PLUGIN_APPS = plugin_apps()
if DEMO and "examples.demo" not in PLUGIN_APPS:
    PLUGIN_APPS = ["examples.demo", *PLUGIN_APPS]
EVENTS_CATALOGUE_EXCLUDE = [app.rpartition(".")[2] for app in PLUGIN_APPS]
STYLE_PAGE = DEMO or DEBUG
SOURCE_URL = source_url()
EVENTS_BROKER_URL = BROKER_URL
EVENTS_SOURCE_URL = SOURCE_URL
EVENTS_BASE_TEMPLATE = "base.html"
EVENTS_TRACE = EVENTS_EXPLORER_PUBLIC = DEMO

# --- apps ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "orders",
    "inventory",
    "notifications",
    "loyalty",
    "accounts",
    "events",
    "storefront",
    "config",
    *PLUGIN_APPS,
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "storefront.middleware.request_id_middleware",
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
    "storefront.middleware.RateLimitMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
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

# --- what it keeps, and where ----------------------------------------------------------------

DATABASES = {"default": database(base=BASE_DIR, default=VAR_DIR / "shop.sqlite3")}
CACHES = {"default": cache(default=VAR_DIR / "cache")}
# Files answer sooner than the database. Redis would, too, but where it may be away for a moment,
# a session written meanwhile would be shadowed by the older one that it still has.
ON_FILES = CACHES["default"]["BACKEND"] == "config.file_cache.SharedFileCache"
SESSION_ENGINE = "config.sessions" if ON_FILES else "django.contrib.sessions.backends.db"
MAILERS = {"default": mailer(default=VAR_DIR / "mail")}
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Signal Shop <shop@signal-shop.example>")
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
LOGGING = logging_config(choice("LOG_FORMAT", ["console", "json"]))

# --- where it is, and how safely -------------------------------------------------------------

SITE = site(lenient=DEBUG or DEMO)
SITE_URL = SITE.url
ALLOWED_HOSTS = SITE.hosts
CSRF_TRUSTED_ORIGINS = SITE.trusted_origins
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE.https
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SITE.https else 0
# Whether its sub-domains speak HTTPS, too, and whether browsers are to know it by heart, is
# not for the shop to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.https else None
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
CSRF_COOKIE_HTTPONLY = True

# --- who comes in ----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
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

# Where the demo's mails can be read: Mailpit's page, or the shop's own for those in files.
MAIL_IN_FILES = MAILERS["default"]["BACKEND"].endswith("filebased.EmailBackend")
MAIL_PAGE_URL = text("MAIL_PAGE_URL", "/demo/mail/" if DEMO and MAIL_IN_FILES else "")

# --- rate limits: see storefront/limits.py ---------------------------------------------------

TRUST_PROXY = SITE.https  # X-Forwarded-For was written by the shop's own proxy
RATE_LIMITS = {
    "log_in": text("RATE_LIMIT_LOG_IN", "account:30/1h network:100/1h"),
    "sign_up": text("RATE_LIMIT_SIGN_UP", "account:5/1h session:10/1h network:30/1h"),
    "password_reset": text("RATE_LIMIT_PASSWORD_RESET", "account:5/1h session:10/1h network:30/1h"),
    "checkout": text("RATE_LIMIT_CHECKOUT", "account:30/10m session:20/10m network:300/10m"),
    "back_in_stock": text("RATE_LIMIT_BACK_IN_STOCK", "account:10/1h session:10/1h network:30/1h"),
}

# --- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False  # one language; looking for translations would cost a tenth of a page
TIME_ZONE = "UTC"
