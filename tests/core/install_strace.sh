#!/bin/sh
# The test of what leaves the machine looks on with strace. Finds it, or installs it where we may.
set -eu
command -v strace >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
if command -v apt-get >/dev/null 2>&1; then
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends strace
else
    echo "Install strace, then run 'make test' again." >&2
    exit 1
fi
