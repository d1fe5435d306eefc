#!/usr/bin/env bash
# The containers, as .ci/run tests them: $1 says for how many seconds at most. The last line that
# this writes says what was verified, and what was not.
#
#   DOCKER_VERIFY   the command that builds and tests them; "none" for leaving it out. Default: a
#                   script beside this checkout that brings Docker along, if there is one, else
#                   docker-smoke.sh with the Docker of this machine
#   SMOKE           which forms of the shop: here `demo`; "demo production single" are all
set -uo pipefail
cd "$(dirname "$0")/.."

seconds=$1
bundled=../shared/docker/docker-verify.sh
export SMOKE=${SMOKE:-demo}

if [ -n "${DOCKER_VERIFY:-}" ]; then
    command=$DOCKER_VERIFY
elif [ -x "$bundled" ]; then
    command="$bundled all ."
elif docker compose version > /dev/null 2>&1 && docker info > /dev/null 2>&1; then
    command=./docker-smoke.sh
else
    echo "Containers: NOT verified, there is no Docker here."
    exit 0
fi
if [ "$command" = none ]; then
    echo "Containers: NOT verified, DOCKER_VERIFY=none."
    exit 0
fi
if [ "$seconds" -lt 120 ]; then
    echo "Containers: NOT verified, the gate has no time left; $command does it."
    exit 0
fi

echo "$command, SMOKE=\"$SMOKE\", for $seconds seconds at most"
began=$SECONDS
timeout --kill-after=60 "$seconds" bash -c "$command" < /dev/null
status=$?
took=$((SECONDS - began))
case $status in
    0) echo "Containers: built and verified in $took s: $SMOKE (of demo, production, single)." ;;
    124) echo "Containers: NOT verified, they were not ready when the gate's time was up ($took s)." ;;
    *) echo "Containers: FAILED after $took s: $command" && exit 1 ;;
esac
