#!/bin/sh
# Compare the locked dependencies with the advisories of osv.dev. Exit with 1 for a known
# vulnerability, and with 2, in plain words, if the advisories cannot be reached.
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh
result=0
report=$(.venv/bin/uv audit --frozen --preview-features audit-command 2>&1) || result=$?
case $report in
    *"Request failed"*)
        echo "Not audited: the advisories at https://api.osv.dev cannot be reached from here." >&2
        exit 2 ;;
esac
printf '%s\n' "$report"
exit "$result"
