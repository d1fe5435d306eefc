#!/bin/sh
# Upgrade the running production form to a new image without downtime: tables, then workers, then
# web servers. docs/operations.md explains the order.
#
#   docker compose build        or SHOP_IMAGE=… in .env, and docker compose pull
#   docker/upgrade.sh
#
# It reads the same .env as docker compose. The number of web servers stays the same.
set -eu

echo "1. Migrate the tables while the old web servers and workers run."
docker compose run --rm --no-deps setup

echo "2. Replace the workers. Each one finishes its current delivery."
docker compose up --detach --no-deps --force-recreate --wait worker sweep

echo "3. Start new web servers, then stop the old ones, which finish their requests."
old=$(docker compose ps --quiet web)
replicas=$(echo "$old" | wc -w)
docker compose up --detach --no-deps --no-recreate --wait --scale "web=$((2 * replicas))" web
sleep 10 # nginx looks up the web servers every 5 seconds
docker stop --time 140 $old > /dev/null
docker rm $old > /dev/null
docker compose up --detach --no-deps --no-recreate --wait --scale "web=$replicas" web
echo "Done."
