#!/usr/bin/env bash
# Test the containers: the demo, the production form, and the demo in one container.
#
# Customers (tests/docker/customer.py) order over HTTP and check timeline, mail, points and stock
# while workers are killed. Each form is started twice. Needs Docker with Compose, curl and openssl.
#
#   SMOKE            the forms to test; default "demo production single"
#   SMOKE_PATIENCE   seconds to wait for one thing before giving up; default 1200
set -euo pipefail
cd "$(dirname "$0")/.."

export COMPOSE_FILE=${COMPOSE_FILE:-compose.yaml}
base=$COMPOSE_FILE
work=$(mktemp -d)
single=signal-shop-single
patience=${SMOKE_PATIENCE:-1200} # enough for a busy machine: a quiet one needs a tenth of it
container="" # whose network the customers share
customers=()

report() { printf '%s %s\n' "$(date +%T)" "$*"; }
fail() {
    docker compose logs --tail 10 || true
    docker compose ps --all || true
    report "FAILED: $*"
    exit 1
}

# --- customers --------------------------------------------------------------------------------

# customer WORD COUNT: place COUNT orders, then check everything that follows from them
customer() {
    docker run --rm --interactive --network "container:$container" --entrypoint python \
        "${customers[@]}" --env "PATIENCE=$patience" --env PASSWORD=correct-horse-battery \
        --env PRODUCT=sunflower-seeds --env PRICE=350 signal-shop - "$@" < tests/docker/customer.py
}

# customers_use SHOP MAIL CERTIFICATE STAFF_EMAIL: set how customers reach the shop
customers_use() {
    customers=(--env "SHOP=$1" --env "MAIL=$2" --env "CERTIFICATE=$3" --env "STAFF_EMAIL=$4")
}

# --- containers -------------------------------------------------------------------------------

# until_true WHAT COMMAND…: repeat the command until it succeeds
until_true() {
    what=$1
    shift
    began=$SECONDS
    until "$@"; do
        [ $((SECONDS - began)) -lt "$patience" ] || fail "waited $patience s for $what ${states:+"($states)"}"
        sleep 0.5
    done
}

are_healthy() {
    states=$(docker inspect --format '{{.Name}} {{.State.Status}} {{.State.Health.Status}}' "$@")
    ! grep --quiet --invert-match ' running healthy$' <<< "$states"
}

# until_healthy CONTAINER…
until_healthy() {
    until_true "containers to be healthy: $*" are_healthy "$@"
}

process_of() {
    docker inspect --format '{{.State.Pid}}' "$1"
}

has_another_process() {
    [ "$(process_of "$1")" != "$2" ]
}

# Kill the process as the kernel does when memory runs out. After `docker kill` the container
# would not be started again.
kill_hard() {
    pid=$(process_of "$1")
    docker run --rm --pid host --user 0 --network none --entrypoint sh signal-shop \
        -c "kill -9 $pid"
    until_true "Docker to notice that process $pid was killed" has_another_process "$1" "$pid"
}

# logged CONTAINER WORDS: succeed if the container has logged them
logged() {
    docker logs "$1" > "$work/log" 2>&1
    grep --quiet "$2" "$work/log"
}

check_confinement() {
    for name in "$@"; do
        [ "$(docker exec "$name" id -u)" = 10001 ] || fail "$name does not run as user 10001"
        docker exec "$name" touch /app/written 2> /dev/null && fail "$name can change its code"
        docker exec "$name" python -c 'import pytest' 2> /dev/null && fail "$name has pytest"
    done
    report "user 10001, read-only code, no development tools"
}

# nginx serves the host of SITE_URL, and closes the connection of a request for another one.
check_hosts() {
    for url in "$SITE_URL/" "http://localhost:$HTTP_PORT/"; do
        for host in other.example localhost.other.example 192.0.2.1; do
            status=0
            curl --silent --insecure --http1.1 --header "Host: $host" --output /dev/null "$url" ||
                status=$?
            # 52: closed without an answer
            [ $status = 52 ] || fail "$url answers to the host \"$host\" (curl exited with $status)"
        done
    done
    page=$(curl --silent --cacert "$SECRETS/tls_certificate" --write-out '%{http_code}' \
        --output /dev/null "$SITE_URL/")
    moved=$(curl --silent --write-out '%{http_code} %{redirect_url}' --output /dev/null \
        "http://localhost:$HTTP_PORT/basket/")
    [ "$page $moved" = "200 308 https://localhost/basket/" ] ||
        fail "nginx does not serve its own host: $page $moved"
    report "nginx closes connections for other hosts"
}

# Kill one worker while orders come in. Every worker must have delivered something.
check_workers() {
    mapfile -t workers < <(docker compose ps --quiet worker)
    [ ${#workers[@]} -ge 2 ] || fail "there are ${#workers[@]} workers"
    customer crowd 20 > "$work/crowd" &
    crowd=$!
    until [ "$(grep --count ordered "$work/crowd")" -ge 8 ]; do
        kill -0 $crowd 2> /dev/null || fail "$(cat "$work/crowd")"
        sleep 0.1
    done
    kill_hard "${workers[0]}"
    report "killed one worker of ${#workers[@]} while orders come in"
    wait $crowd || fail "$(cat "$work/crowd")"
    tail -n 1 "$work/crowd"
    for name in "${workers[@]}"; do
        logged "$name" loyalty.points_awarded || fail "$name was idle"
    done
    until_healthy "${workers[@]}"
    report "nothing was lost, every worker delivered, the killed worker is back"
}

# Replace every web server and worker while customers order. A failed request fails the test.
check_upgrade() {
    before=$(docker compose ps --quiet web worker sweep)
    touch "$work/upgrading"
    while [ -e "$work/upgrading" ]; do customer upgrade 3; done > "$work/crowd" 2>&1 &
    crowd=$!
    docker/upgrade.sh > "$work/upgrade" 2>&1 || fail "$(cat "$work/upgrade")"
    rm "$work/upgrading"
    wait $crowd || fail "$(cat "$work/crowd")"
    after=$(docker compose ps --quiet web worker sweep)
    [ "$(wc -w <<< "$after")" = "$(wc -w <<< "$before")" ] || fail "their number has changed"
    grep --quiet --fixed-strings "$before" <<< "$after" && fail "some were not replaced"
    report "replaced all web servers and workers during $(grep --count ordered "$work/crowd") orders"
}

# Back up and restore as docs/operations.md describes: orders from before the backup are there,
# later ones are not, and the shop sells.
check_restore() {
    orders="from orders.models import Order; print(Order.objects.count())"
    before=$(docker compose exec -T web python manage.py shell --no-imports --command "$orders")
    docker compose exec -T database pg_dump --username=shop --format=custom shop > "$work/shop.dump"
    customer erased 1
    docker compose stop proxy web worker sweep cache > "$work/stop" 2>&1
    docker compose exec -T database dropdb --username=shop --force shop
    docker compose exec -T database createdb --username=shop shop
    docker compose exec -T database pg_restore --username=shop --exit-on-error --dbname=shop \
        < "$work/shop.dump"
    docker compose up --detach --wait > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    container=$(docker compose ps --quiet proxy)
    after=$(docker compose exec -T web python manage.py shell --no-imports --command "$orders")
    [ "$after" = "$before" ] || fail "there were $before orders, now there are $after"
    customer restored 1
    docker compose exec -T web python manage.py events_alarms || fail "there are alarms after the restore"
    report "restored a backup of $before orders; the shop sells"
}

# Kill all containers at once. Each must come back by itself, and the shop must sell.
check_return() {
    mapfile -t running < <(docker compose ps --quiet)
    for name in "${running[@]}"; do
        kill_hard "$name"
    done
    until_healthy "${running[@]}"
    customer survivor 1
    report "killed all ${#running[@]} containers at once: they are back; the shop sells"
}

# --- the forms --------------------------------------------------------------------------------

demo() {
    report "== The demo"
    docker compose up --build --detach --quiet-pull > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    docker compose up --detach --scale worker=2 > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    mapfile -t all < <(docker compose ps --quiet)
    until_healthy "${all[@]}"
    curl --silent --fail --output "$work/page" "http://$(docker compose port web 8000)/" &&
        grep --quiet 'demo shop' "$work/page" || fail "the home page does not load"
    curl --silent --fail --output /dev/null "http://$(docker compose port mail 8025)/" ||
        fail "the mail page does not load"
    container=$(docker compose ps --quiet web)
    customers_use http://localhost:8000 http://mail:8025 "" ""
    check_confinement $(docker compose ps --quiet web worker)
    customer first 1
    check_workers
    check_return
    docker compose down > "$work/down" 2>&1
    docker compose up --detach --wait > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    docker compose logs setup | grep already || fail "the second start created the demo data again"
    container=$(docker compose ps --quiet web)
    customer second-start 1
}

production() {
    report "== The production form"
    export COMPOSE_FILE=$base:compose.prod.yaml COMPOSE_PROFILES=rehearsal SECRETS=$work/secrets
    export HTTPS_PORT=${SMOKE_HTTPS_PORT:-18443} HTTP_PORT=${SMOKE_HTTP_PORT:-18080}
    export SITE_URL=https://localhost:$HTTPS_PORT PAYMENT_GATEWAY=orders.gateway.TestGateway
    EMAIL_URL=smtp://mail:1025 docker/make-secrets.sh "$SECRETS"
    docker compose up --build --detach --wait > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    curl --silent --fail --cacert "$SECRETS/tls_certificate" "$SITE_URL/readyz" && echo
    check_hosts
    for name in $(docker compose ps --quiet web worker database cache broker); do
        [ -z "$(docker port "$name")" ] || fail "$name can be reached from outside"
    done
    docker compose exec -T web python manage.py shell --no-imports \
        < tests/docker/first_goods.py > "$work/goods" 2>&1 || fail "$(cat "$work/goods")"
    docker compose exec -T web python manage.py check --deploy --fail-level WARNING > "$work/check" \
        2>&1 || fail "$(cat "$work/check")"
    container=$(docker compose ps --quiet proxy)
    customers_use https://localhost:8443 http://mail:8025 "$(cat "$SECRETS/tls_certificate")" \
        sam@shop.example
    check_confinement $(docker compose ps --quiet web worker sweep)
    customer first 1
    check_workers
    for name in $(docker compose ps --quiet web); do
        logged "$name" orders.order_placed || fail "$name sold nothing"
    done
    check_upgrade
    check_restore
    check_return
    docker compose down > "$work/down" 2>&1
    docker compose up --detach --wait > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    container=$(docker compose ps --quiet proxy)
    customer second-start 1
    docker compose down --volumes > "$work/down" 2>&1
    export COMPOSE_FILE=$base
    unset COMPOSE_PROFILES SITE_URL PAYMENT_GATEWAY
}

# Docker does not start this container again, so waiting for one that has exited is useless.
single_is_healthy() {
    if [ "$(docker inspect --format '{{.State.Status}}' $single)" = exited ]; then
        docker logs --tail 20 $single
        fail "$single has exited"
    fi
    are_healthy $single
}

in_one_container() {
    report "== The demo in one container"
    docker volume create $single > /dev/null
    for start in first second; do
        docker run --detach --name $single --read-only --cap-drop ALL \
            --security-opt no-new-privileges --volume $single:/app/var signal-shop demo > /dev/null
        until_true "$single to be healthy" single_is_healthy
        container=$single
        customers_use http://localhost:8000 "" "" ""
        check_confinement $single
        customer "$start-start" 2
        docker stop --time 140 $single > /dev/null
        code=$(docker inspect --format '{{.State.ExitCode}}' $single)
        [ "$code" = 0 ] || fail "$single exited with $code instead of 0 (137: it did not stop within 140 s)"
        docker rm $single > /dev/null
    done
}

# Remove what this script started. A shop that ran before keeps running.
clean_up() {
    export COMPOSE_FILE=$base
    docker rm --force --volumes $single > /dev/null 2>&1 || true
    docker volume rm --force $single > /dev/null 2>&1 || true
    if [ -e "$work/secrets" ]; then
        COMPOSE_FILE=$base:compose.prod.yaml SECRETS=$work/secrets SITE_URL=https://localhost PAYMENT_GATEWAY=x \
            docker compose --profile '*' down --volumes > /dev/null 2>&1 || true
    fi
    [ -n "$was_up" ] || docker compose down --volumes > /dev/null 2>&1 || true
    rm -rf "$work"
}

was_up=$(docker compose ps --quiet)
trap clean_up EXIT
for form in ${SMOKE:-demo production single}; do
    case $form in
        demo) demo ;;
        production) production ;;
        single) in_one_container ;;
        *) fail "SMOKE=$form: the forms are demo, production and single" ;;
    esac
done
report "PASSED: ${SMOKE:-demo production single}"
