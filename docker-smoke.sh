#!/usr/bin/env bash
# Whether the containers do what they are for: the demo, the production form, the demo in one.
#
# Needs Docker with Compose, curl and openssl. Customers (tests/docker/customer.py) buy over HTTP
# and look at timeline, mail, points and stock; meanwhile workers are killed. Each form is
# started twice. SMOKE="demo production single" says which forms.
set -euo pipefail
cd "$(dirname "$0")"

export COMPOSE_FILE=${COMPOSE_FILE:-compose.yaml}
base=$COMPOSE_FILE
work=$(mktemp -d)
single=signal-shop-single
container="" # beside which the customers stand
customers=()

say() { printf '%s %s\n' "$(date +%T)" "$*"; }
fail() {
    docker compose logs --tail 10 || true
    docker compose ps --all || true
    say "FAILED: $*"
    exit 1
}

# --- customers --------------------------------------------------------------------------------

# customer WORD COUNT: one that places so many orders, and then looks at everything
customer() {
    docker run --rm --interactive --network "container:$container" --entrypoint python \
        "${customers[@]}" --env PASSWORD=correct-horse-battery --env PRODUCT=sunflower-seeds \
        --env PRICE=350 signal-shop - "$@" < tests/docker/customer.py
}

# visited SHOP MAIL CERTIFICATE STAFF_EMAIL: how the customers reach the shop
visited() {
    customers=(--env "SHOP=$1" --env "MAIL=$2" --env "CERTIFICATE=$3" --env "STAFF_EMAIL=$4")
}

# --- containers -------------------------------------------------------------------------------

# until_healthy CONTAINER…: wait for their health checks
until_healthy() {
    for _ in $(seq 600); do
        states=$(docker inspect --format '{{.State.Status}}:{{.State.Health.Status}}' "$@")
        grep --quiet --invert-match running:healthy <<< "$states" || return 0
        sleep 0.5
    done
    fail "not healthy: $* ($states)"
}

# As the kernel would do it for want of memory: `docker kill` would count as wanted, and the
# container would not be started again.
kill_hard() {
    pid=$(docker inspect --format '{{.State.Pid}}' "$1")
    docker run --rm --pid host --user 0 --network none --entrypoint sh signal-shop \
        -c "kill -9 $pid"
    sleep 1 # until the engine knows
}

# logged CONTAINER WORDS: whether it has said them
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
    say "user 10001, code that cannot be changed, no tools of developers"
}

# Of the workers, one is killed in the middle; all of them must have had something to do.
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
    say "one worker of ${#workers[@]} is killed while orders come in"
    wait $crowd || fail "$(cat "$work/crowd")"
    tail -n 1 "$work/crowd"
    for name in "${workers[@]}"; do
        logged "$name" loyalty.points_awarded || fail "$name was idle"
    done
    until_healthy "${workers[@]}"
    say "nothing is lost, all workers had a share, the one that was killed is back"
}

# Every web server and worker is exchanged while customers buy; whoever is turned away fails.
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
    grep --quiet --fixed-strings "$before" <<< "$after" && fail "some were not exchanged"
    say "exchanged all web servers and workers: $(grep --count ordered "$work/crowd") orders meanwhile"
}

# What docs/operations.md says of backing up and restoring: what was sold after the backup is gone,
# what was sold before it is there, and the shop sells.
check_restore() {
    orders="from orders.models import Order; print(Order.objects.count())"
    before=$(docker compose exec -T web python manage.py shell --no-imports --command "$orders")
    docker compose exec -T database pg_dump --username=shop --format=custom shop > "$work/shop.dump"
    customer forgotten 1
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
    docker compose exec -T web python manage.py events_alarms || fail "something is wrong with it"
    say "restored a backup with its $before orders, and the shop sells"
}

# Every container that is killed comes back by itself, and then the shop sells.
check_return() {
    mapfile -t running < <(docker compose ps --quiet)
    for name in "${running[@]}"; do
        kill_hard "$name"
    done
    until_healthy "${running[@]}"
    customer survivor 1
    say "killed all ${#running[@]} containers at once: they are back, and the shop sells"
}

# --- the forms --------------------------------------------------------------------------------

demo() {
    say "== The demo"
    docker compose up --build --detach --quiet-pull > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    docker compose up --detach --scale worker=2 > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    mapfile -t all < <(docker compose ps --quiet)
    until_healthy "${all[@]}"
    docker compose logs web | grep 'Signal Shop is open' || fail "it does not say where it is"
    curl --silent --fail --output "$work/page" "http://$(docker compose port web 8000)/" &&
        grep --quiet 'demo shop' "$work/page" || fail "the home page does not come"
    curl --silent --fail --output /dev/null "http://$(docker compose port mail 8025)/" ||
        fail "the page of the mails does not come"
    container=$(docker compose ps --quiet web)
    visited http://localhost:8000 http://mail:8025 "" ""
    check_confinement $(docker compose ps --quiet web worker)
    customer first 1
    check_workers
    check_return
    docker compose down > "$work/down" 2>&1
    docker compose up --detach --wait > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    docker compose logs setup | grep 'is there already' || fail "the second start seeded again"
    container=$(docker compose ps --quiet web)
    customer second-start 1
}

production() {
    say "== The production form"
    export COMPOSE_FILE=$base:compose.prod.yaml COMPOSE_PROFILES=rehearsal SECRETS=$work/secrets
    export HTTPS_PORT=${SMOKE_HTTPS_PORT:-18443} HTTP_PORT=${SMOKE_HTTP_PORT:-18080}
    export SITE_URL=https://localhost:$HTTPS_PORT
    EMAIL_URL=smtp://mail:1025 docker/make-secrets.sh "$SECRETS"
    docker compose up --build --detach --wait > "$work/up" 2>&1 || fail "$(cat "$work/up")"
    curl --silent --fail --cacert "$SECRETS/tls_certificate" "$SITE_URL/readyz" && echo
    for name in $(docker compose ps --quiet web worker database cache broker); do
        [ -z "$(docker port "$name")" ] || fail "$name can be reached from outside"
    done
    docker compose exec -T web python manage.py shell --no-imports \
        < tests/docker/first_goods.py > "$work/goods" 2>&1 || fail "$(cat "$work/goods")"
    docker compose exec -T web python manage.py check --deploy --fail-level WARNING > "$work/check" \
        2>&1 || fail "$(cat "$work/check")"
    container=$(docker compose ps --quiet proxy)
    visited https://localhost:8443 http://mail:8025 "$(cat "$SECRETS/tls_certificate")" \
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
    unset COMPOSE_PROFILES SITE_URL
}

in_one_container() {
    say "== The demo in one container"
    docker volume create $single > /dev/null
    for start in first second; do
        docker run --detach --name $single --read-only --cap-drop ALL \
            --security-opt no-new-privileges --volume $single:/app/var signal-shop demo > /dev/null
        until_healthy $single
        container=$single
        visited http://localhost:8000 "" "" ""
        check_confinement $single
        customer "$start-start" 2
        docker stop --time 35 $single > /dev/null
        code=$(docker inspect --format '{{.State.ExitCode}}' $single)
        [ "$code" = 0 ] || fail "it ended with $code"
        docker rm $single > /dev/null
    done
}

# What was there before stays there.
clean_up() {
    export COMPOSE_FILE=$base
    docker rm --force --volumes $single > /dev/null 2>&1 || true
    docker volume rm --force $single > /dev/null 2>&1 || true
    if [ -e "$work/secrets" ]; then
        COMPOSE_FILE=$base:compose.prod.yaml SECRETS=$work/secrets SITE_URL=https://localhost \
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
        *) fail "SMOKE=$form: say demo, production or single" ;;
    esac
done
say "PASSED: ${SMOKE:-demo production single}"
