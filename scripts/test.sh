#!/usr/bin/env bash
# Run all tests: on SQLite, then those that use the database again on PostgreSQL, if
# TEST_DATABASE_URL is set. Tests marked `once` run on SQLite only; see tests/conftest.py.
#
#   TEST_DATABASE_URL, TEST_REDIS_URL, TEST_BROKER_URL   the services; each is optional
#   TEST_PROCESSES   the number of processes; default: one more than cores, because tests of
#                    failures wait most of their time
#   TEST_COVERAGE    `yes` measures the coverage in .coverage; on PostgreSQL, of the tests that need it
#
# Arguments go to pytest: scripts/test.sh tests/orders -k cancel
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/environment.sh || exit

unset DATABASE_URL PLUGIN_APPS TEST_ENVIRONMENT_CLEARED
options=(-n "${TEST_PROCESSES:-$(($(getconf _NPROCESSORS_ONLN) + 1))}" --dist loadgroup)
status=0
if [ "${TEST_COVERAGE:-}" = yes ]; then
    rm -f .coverage .coverage.*
    options+=(--cov --cov-append --cov-report=)
fi

echo "== On SQLite: five to ten minutes on two cores"
.venv/bin/python -m pytest "${options[@]}" "$@" || status=$?

if [ -n "${TEST_DATABASE_URL:-}" ]; then
    echo "== On PostgreSQL: three to six minutes on two cores"
    DATABASE_URL=$TEST_DATABASE_URL \
        .venv/bin/python -m pytest "${options[@]}" -m "not once" "$@" || status=$?
else
    echo "== Not run on PostgreSQL: TEST_DATABASE_URL is not set."
fi
exit "$status"
