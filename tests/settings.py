"""The settings of the tests: those of production, with separate databases and directories.

Only variables for the tests (see tests/environment.py), and those that a test passes to a
process, are read from the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.clock import follow
from tests.environment import clear_environment

clear_environment()
_VAR = tempfile.mkdtemp(prefix="signal-shop-tests-")
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)

for _name, _value in {
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "SITE_URL": "http://localhost:8000",
    "HTTPS": "0",
    "PAYMENT_GATEWAY": "orders.gateway.TestGateway",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": f"sqlite:///{_VAR}/shop.sqlite3",
    "DATABASE_STATEMENT_TIMEOUT": "120",  # DROP DATABASE waits for a busy disk
}.items():
    os.environ[_name] = os.environ.get(_name) or _value

from config.settings import *  # noqa: E402, F403  # after the environment is set

DEBUG = False
# Secure hashing is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests log in and order more often than customers. Tests of limits set their own.
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "off")  # noqa: F405
# Serve static files without collecting them.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
# A file, so that other threads and processes see committed data.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{_VAR}/test.sqlite3"}  # noqa: F405
elif not os.environ.keys() & {"CHAOS_RESTART_DATABASE", "CHAOS_DISK"}:
    _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    # Other tests kill processes of the shop, but not the database server, so that it does not have
    # to wait for its disk.
    _options["options"] += " -c synchronous_commit=off"
# A separate cache for each process, because pytest-xdist workers empty theirs.
if not os.environ.get("CACHE_URL"):
    CACHES["default"]["LOCATION"] = f"{_VAR}/cache"  # noqa: F405
    CACHES["sessions"]["LOCATION"] = f"{_VAR}/cache/sessions"  # noqa: F405
if not os.environ.get("EMAIL_URL"):
    MAILERS["default"]["OPTIONS"]["file_path"] = f"{_VAR}/mail"  # noqa: F405
# Tests of the processes of a shop set their clocks.
if _clock := os.environ.get("TEST_CLOCK"):
    follow(Path(_clock))
# Tests of the decoupling remove apps.
for _app in filter(None, os.environ.get("TEST_WITHOUT_APPS", "").split(",")):
    INSTALLED_APPS.remove(_app)  # noqa: F405
