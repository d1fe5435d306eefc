#!/usr/bin/env bash
# Test the containers for .ci/run, within $1 seconds. The last line of the output lists what was
# verified and what was not.
#
#   DOCKER_VERIFY   the command that builds and tests them; "none" skips them. Default:
#                   docker-verify.sh of a folder beside this one, if it exists; otherwise
#                   docker/smoke.sh with the Docker of this machine
#   SMOKE           the forms to test; default here `demo`, of "demo production single"
set -uo pipefail
cd "$(dirname "$0")/.."

seconds=$1
export SMOKE=${SMOKE:-demo}
# For docker-verify.sh: our smoke test, and the seconds until all containers must be healthy.
export DV_SMOKE=$PWD/docker/smoke.sh DV_WAIT=${DV_WAIT:-1200}

command=${DOCKER_VERIFY:-}
for bundled in ../*/docker/docker-verify.sh; do
    [ -n "$command" ] || ! [ -x "$bundled" ] || command="$bundled all ."
done
if [ -z "$command" ]; then
    if ! docker compose version > /dev/null 2>&1 || ! docker info > /dev/null 2>&1; then
        echo "Containers: NOT verified: this machine has no Docker."
        exit 0
    fi
    command=docker/smoke.sh
fi
if [ "$command" = none ]; then
    echo "Containers: NOT verified: DOCKER_VERIFY=none."
    exit 0
fi
if [ "$seconds" -lt 120 ]; then
    echo "Containers: NOT verified: the time of the gate is used up. To verify them: $command"
    exit 0
fi

echo "$command, SMOKE=\"$SMOKE\", within $seconds seconds"
began=$SECONDS
timeout --kill-after=60 "$seconds" bash -c "$command" < /dev/null
status=$?
took=$((SECONDS - began))
case $status in
    0) echo "Containers: built and verified in $took s: $SMOKE (of demo, production, single)." ;;
    124) echo "Containers: NOT verified: they were not ready when the time was up ($took s)." ;;
    *) echo "Containers: FAILED after $took s: $command" && exit 1 ;;
esac
