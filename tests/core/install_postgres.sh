#!/bin/sh
# The log's tests start a PostgreSQL server of their own. Finds one, or installs it where we may.
set -eu
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
command -v initdb >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
if command -v apt-get >/dev/null 2>&1; then
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql
else
    echo "Install PostgreSQL (initdb and pg_ctl), then run 'make test' again." >&2
    exit 1
fi
