#!/bin/sh
# What the image can do: docker run signal-shop COMMAND. Anything else is run as it is.
set -eu
cd /app

# Programs that no web browser can ask show here that they live; docker/healthcheck.py looks.
heartbeat=/dev/shm/heartbeat
expect_heartbeat() {
    touch --date=@0 "$heartbeat"
}

case "${1:-}" in
    web)
        exec gunicorn -c python:config.gunicorn config.wsgi
        ;;
    worker) # the engine `worker`; any number of them
        expect_heartbeat
        exec python manage.py deliver --heartbeat "$heartbeat"
        ;;
    celery) # the engine `celery`; any number of them
        expect_heartbeat
        export CELERY_HEARTBEAT_FILE="$heartbeat"
        exec celery --quiet -A config.celery worker --concurrency "${CELERY_PROCESSES:-2}" \
            --without-gossip --without-mingle
        ;;
    sweep) # beside Celery's workers: hands out what is due, keeps the clock
        expect_heartbeat
        exec python manage.py deliver --sweep-only --heartbeat "$heartbeat"
        ;;
    migrate)
        exec python manage.py migrate --no-input
        ;;
    setup) # everything that the demo needs before it opens
        python manage.py migrate --no-input --verbosity 0
        python manage.py seed_demo 2> /dev/shm/log || { cat /dev/shm/log >&2; exit 1; }
        ;;
    demo) # the whole shop in one container, on SQLite
        exec python -m config.run --collected
        ;;
    *)
        exec "$@"
        ;;
esac
