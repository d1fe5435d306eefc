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

# A self-signed certificate, for rehearsals and until you install a real one. Its common name is
# fixed, because it has at most 64 characters; browsers read the alternative name.
host=$(printf '%s' "$SITE_URL" | sed -E 's#^https?://##; s#/.*##; s#:[0-9]*$##; s#^\[|\]$##g')
case $host in
    *:* | *[0-9].[0-9]*.[0-9]*.*[0-9]) kind=IP ;;
    *) kind=DNS ;;
esac
if { [ -s tls_key ] && ! [ -s tls_certificate ]; } ||
    { ! [ -s tls_key ] && [ -s tls_certificate ]; }; then
    echo "tls_key and tls_certificate belong together: add the missing one, or delete both." >&2
    exit 1
elif [ ! -s tls_key ]; then
    if ! message=$(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
        -subj "/CN=Signal Shop" -addext "subjectAltName=$kind:$host" \
        -keyout tls_key.new -out tls_certificate.new 2>&1); then
        rm -f tls_key.new tls_certificate.new
        echo "No certificate was created for $host: $message" >&2
        exit 1
    fi
    chmod a+r tls_key.new
    mv tls_certificate.new tls_certificate
    mv tls_key.new tls_key
fi
echo "The secrets of $SITE_URL are in $(pwd)."
