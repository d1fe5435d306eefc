#!/bin/sh
# Run CHAOS_SCHEDULES schedules (1000: about two hours) from CHAOS_FIRST (1) on; see tests/chaos/.
# Odd seeds run on workers, even ones on Celery, unless arguments for pytest choose: -k worker
# Needs PostgreSQL (TEST_DATABASE_URL) and, for Celery, RabbitMQ (TEST_BROKER_URL).
#
# More can fail with the machine's help; see tests/chaos/machine.py:
#   CHAOS_RESTART_DATABASE, CHAOS_RESTART_BROKER   shell commands that restart the service
#   CHAOS_DISK                                     a folder on a small disk, which is then filled
#   CHAOS_CLOCK                                    the file with the offset of PostgreSQL's clock
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh
export DATABASE_URL="${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/signal_shop}"
export TEST_BROKER_URL="${TEST_BROKER_URL:-amqp://guest:guest@127.0.0.1:5672//}"
export CHAOS_SCHEDULES="${CHAOS_SCHEDULES:-1000}"
for variable in CHAOS_RESTART_DATABASE CHAOS_RESTART_BROKER CHAOS_DISK CHAOS_CLOCK; do
    printenv "$variable" > /dev/null || echo "Without the failure of $variable, which is not set."
done
exec .venv/bin/python -m pytest tests/chaos --no-header -q -p no:randomly --tb=short "$@"
