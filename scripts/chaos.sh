#!/bin/sh
# Place orders while processes are killed, for CHAOS_SECONDS on each engine; see tests/chaos/.
# Needs PostgreSQL (TEST_DATABASE_URL) and, for the engine `celery`, RabbitMQ (TEST_BROKER_URL).
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh
export DATABASE_URL="${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/signal_shop}"
export TEST_BROKER_URL="${TEST_BROKER_URL:-amqp://guest:guest@127.0.0.1:5672//}"
export CHAOS_SECONDS="${CHAOS_SECONDS:-120}"
export CHAOS_SEED="${CHAOS_SEED:-$(date +%s)}"
exec .venv/bin/python -m pytest tests/chaos -rP --show-capture=stdout --no-header -p no:randomly "$@"
