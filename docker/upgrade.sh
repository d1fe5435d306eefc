#!/bin/sh
# Bring a new image into the production form that is running, without turning a customer away:
# tables first, then workers, then web servers, as docs/operations.md says.
#
#   docker compose build        or SHOP_IMAGE=… in .env, and docker compose pull
#   docker/upgrade.sh
#
# It reads the same .env as docker compose, and leaves as many web servers as there were.
set -eu

echo "1. The tables, while the old web servers and workers go on."
docker compose run --rm --no-deps setup

echo "2. The workers: each finishes what it is delivering."
docker compose up --detach --no-deps --force-recreate --wait worker sweep

echo "3. The web servers: new ones beside the old, then the old ones end what they have begun."
old=$(docker compose ps --quiet web)
replicas=$(echo "$old" | wc -w)
docker compose up --detach --no-deps --no-recreate --wait --scale "web=$((2 * replicas))" web
sleep 6 # until nginx has looked again where web servers are
docker stop --time 35 $old > /dev/null
docker rm $old > /dev/null
docker compose up --detach --no-deps --no-recreate --wait --scale "web=$replicas" web
echo "Done."
