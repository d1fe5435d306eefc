#!/usr/bin/env bash
# The whole suite: on SQLite, then, where TEST_DATABASE_URL is set, once more on PostgreSQL.
# Those marked `once`, which have nothing to do with the database, run on SQLite's turn only.
# Tests for Redis and the broker run where TEST_REDIS_URL and TEST_BROKER_URL are set.
# Arguments go to pytest: scripts/test.sh tests/orders -k cancel
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
[ -x "$python" ] || { echo "There is no .venv yet: run 'make install'."; exit 2; }
unset DATABASE_URL PLUGIN_APPS TEST_SETTLED
rm -f .coverage .coverage.*
status=0

echo "== On SQLite"
"$python" -m pytest -n "${TEST_PROCESSES:-2}" --dist loadgroup --cov --cov-report= "$@" || status=$?

if [ -n "${TEST_DATABASE_URL:-}" ]; then
    echo "== On PostgreSQL"
    DATABASE_URL=$TEST_DATABASE_URL \
        "$python" -m pytest -n "${TEST_PROCESSES:-2}" --dist loadgroup --cov --cov-append --cov-report= \
        -m "not once" "$@" || status=$?
else
    echo "== Not on PostgreSQL: TEST_DATABASE_URL is not set."
fi

# In the shape of pytest's own last line, since a summary (.ci/run) looks for such lines.
command -v chromium chromium-browser google-chrome >/dev/null ||
    echo "== In a browser: 0 passed, for there is no Chromium here: 'make browser' installs it =="
exit "$status"
