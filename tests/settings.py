"""The shop's settings under test: those of production, on databases and prefixes of their own.

Of the environment only what is meant for the tests holds (see tests/environment.py), and what
a test has given to this process.
"""

import atexit
import os
import shutil
import tempfile

from tests.environment import settle

settle()
_VAR = tempfile.mkdtemp(prefix="signal-shop-tests-")
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)

for _name, _value in {
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "SITE_URL": "http://localhost:8000",
    "HTTPS": "0",
    "PAYMENT_GATEWAY": "orders.gateway.TestGateway",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": f"sqlite:///{_VAR}/shop.sqlite3",
}.items():
    os.environ[_name] = os.environ.get(_name) or _value

from config.settings import *  # noqa: E402, F403  # after the environment is set

DEBUG = False
# Hashing a password well takes long on purpose; no test needs that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests log in and order much more often than customers; those of limits set their own.
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "off")  # noqa: F405
# Static files as they are, without having been collected.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
# In a file, as in production: other threads and processes see what a test has committed.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{_VAR}/test.sqlite3"}  # noqa: F405
else:
    _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    # The processes of the shop are killed by tests, the database's machine is not: what is
    # committed need not be on its disk at once.
    _options["options"] += " -c synchronous_commit=off"
# Each process has its own, if it is not given one: those of pytest-xdist empty the cache.
if not os.environ.get("CACHE_URL"):
    CACHES["default"]["LOCATION"] = f"{_VAR}/cache"  # noqa: F405
if not os.environ.get("EMAIL_URL"):
    MAILERS["default"]["OPTIONS"]["file_path"] = f"{_VAR}/mail"  # noqa: F405
# Without the application lists that a test takes away (see tests/decoupling).
for _app in filter(None, os.environ.get("TEST_WITHOUT_APPS", "").split(",")):
    INSTALLED_APPS.remove(_app)  # noqa: F405
