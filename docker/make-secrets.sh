#!/bin/sh
# Make what the production form keeps secret: docker/make-secrets.sh [FOLDER, default secrets]
#
#   SITE_URL    where the shop is: https://shop.example
#   EMAIL_URL   through whom it writes: smtp+tls://user:password@mail.example:587
#
# What is there already stays as it is: put your own certificate there before or after, or run
# this again. The folder lets nobody in but you; the files in it can be read by all, since each
# container reads them as another user.
set -eu
: "${SITE_URL:?Say where the shop is, such as https://shop.example}"
: "${EMAIL_URL:?Say through whom it writes, such as smtp+tls://user:password@mail.example:587}"
folder=${1:-secrets}
mkdir -p -m 700 "$folder"
cd "$folder"
umask 022

# Write the lines to a file, unless it is there.
keep() {
    file=$1
    shift
    [ -s "$file" ] || printf '%s\n' "$@" > "$file"
}

for name in secret_key database_password cache_password broker_password; do
    keep "$name" "$(openssl rand -hex 32)"
done
keep database_url "postgres://shop:$(cat database_password)@database/shop"
keep cache_url "redis://:$(cat cache_password)@cache:6379/0"
keep cache.conf 'save ""' 'maxmemory 64mb' 'maxmemory-policy allkeys-lru' \
    "requirepass $(cat cache_password)"
keep broker_url "amqp://shop:$(cat broker_password)@broker:5672//"
keep broker.conf 'default_user = shop' "default_pass = $(cat broker_password)" \
    'vm_memory_high_watermark.absolute = 300MB'
keep email_url "$EMAIL_URL"

# A certificate that nobody has signed: for rehearsing, and until there is a real one.
host=$(printf '%s' "$SITE_URL" | sed -E 's#^https?://##; s#[:/].*##')
if [ ! -s tls_key ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
        -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout tls_key -out tls_certificate 2> /dev/null
    chmod a+r tls_key
fi
echo "The secrets of $SITE_URL are in $(pwd)."
