#!/bin/sh
# Run CHAOS_SCHEDULES schedules (1000: about two hours) from CHAOS_FIRST (1) on; see tests/chaos/.
# Odd seeds run on workers, even ones on Celery, unless arguments for pytest choose: -k worker
# Needs PostgreSQL (TEST_DATABASE_URL) and, for Celery, RabbitMQ (TEST_BROKER_URL).
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh
export DATABASE_URL="${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/signal_shop}"
export TEST_BROKER_URL="${TEST_BROKER_URL:-amqp://guest:guest@127.0.0.1:5672//}"
export CHAOS_SCHEDULES="${CHAOS_SCHEDULES:-1000}"
exec .venv/bin/python -m pytest tests/chaos --no-header -q -p no:randomly --tb=short "$@"
