#!/bin/sh
# Send FUZZ_INPUTS random requests (100000: twenty minutes) to every address of the shop; see
# tests/security/test_fuzz.py. DATABASE_URL chooses the database: SQLite by default.
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh
export FUZZ_INPUTS="${FUZZ_INPUTS:-100000}"
exec .venv/bin/python -m pytest tests/security/test_fuzz.py --no-header -q -p no:randomly --tb=short "$@"
