#!/bin/sh
# The log's tests start a PostgreSQL server of their own. Finds one, or installs it where we may.
set -eu
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
command -v initdb >/dev/null 2>&1 && exit 0
exec sh "$(dirname "$0")/../install.sh" postgresql "PostgreSQL (initdb and pg_ctl)"
