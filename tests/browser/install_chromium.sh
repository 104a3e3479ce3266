#!/bin/sh
# The browser tests drive Debian's Chromium. Finds one, or installs it where we may.
set -eu
[ -n "${FER_LAB_CHROMIUM:-}" ] && exit 0
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
if command -v apt-get >/dev/null 2>&1; then
    $as_root apt-get update -q
    $as_root apt-get install -y -q --no-install-recommends chromium
else
    echo "Install Chromium, or point FER_LAB_CHROMIUM to one, then run 'make test' again." >&2
    exit 1
fi
