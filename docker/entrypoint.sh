#!/bin/sh
# The commands of the image: docker run signal-shop COMMAND. Any other command runs unchanged.
set -eu
cd /app

# Programs without a web server touch this file regularly; docker/healthcheck.py checks its age.
heartbeat=/dev/shm/heartbeat
expect_heartbeat() {
    touch --date=@0 "$heartbeat"
}

case "${1:-}" in
    web)
        exec gunicorn -c python:config.gunicorn config.wsgi
        ;;
    worker) # the engine `worker`; any number
        expect_heartbeat
        exec python manage.py events_worker --heartbeat "$heartbeat"
        ;;
    celery) # the engine `celery`; any number
        expect_heartbeat
        export CELERY_HEARTBEAT_FILE="$heartbeat"
        exec celery --quiet -A config.celery worker --concurrency "${CELERY_PROCESSES:-2}" \
            --without-gossip --without-mingle
        ;;
    sweep) # with Celery workers: sends due deliveries, runs the clock
        expect_heartbeat
        exec python manage.py events_sweep --heartbeat "$heartbeat"
        ;;
    migrate)
        exec python manage.py migrate --no-input
        ;;
    setup) # migrations and demo data
        python manage.py migrate --no-input --verbosity 0
        python manage.py seed_demo 2> /dev/shm/log || { cat /dev/shm/log >&2; exit 1; }
        ;;
    demo) # the whole shop in one container, on SQLite
        exec python -m examples.demo.run --collected
        ;;
    *)
        exec "$@"
        ;;
esac
