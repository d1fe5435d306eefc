#!/bin/sh
# Write the names of the shop for nginx.conf: the host of SITE_URL, and ALLOWED_HOSTS.
set -euf
host=$(printf '%s' "$SITE_URL" | sed -E 's#^https?://##; s#/.*##; s#:[0-9]*$##')
names=$(printf '%s,%s' "$host" "${ALLOWED_HOSTS:-}" | tr ',' ' ' | sed -E 's#(^| )\*( |$)#\1~.\2#g')
printf 'server_name %s;\n' "$(echo $names)" > "${1:-/tmp/hosts.conf}"
