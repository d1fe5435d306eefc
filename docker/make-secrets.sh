#!/bin/sh
# Create the secrets of the production form: docker/make-secrets.sh [FOLDER, default secrets]
#
#   SITE_URL    the address of the shop: https://shop.example
#   EMAIL_URL   the mail server: smtp+tls://user:password@mail.example:587
#
# Existing files stay unchanged, so you can add your own certificate and run this again. Only you
# can open the folder. The files in it are readable by everyone, because each container reads them
# as another user.
set -eu
: "${SITE_URL:?Set SITE_URL to the address of the shop, such as https://shop.example}"
: "${EMAIL_URL:?Set EMAIL_URL to the mail server, such as smtp+tls://user:password@mail.example:587}"
folder=${1:-secrets}
mkdir -p -m 700 "$folder"
cd "$folder"
umask 022

# Write the lines to a file, unless it exists.
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

# A self-signed certificate, for rehearsals and until you install a real one.
host=$(printf '%s' "$SITE_URL" | sed -E 's#^https?://##; s#[:/].*##')
if [ ! -s tls_key ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
        -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout tls_key -out tls_certificate 2> /dev/null
    chmod a+r tls_key
fi
echo "The secrets of $SITE_URL are in $(pwd)."
