#!/bin/sh
# The browser tests drive Debian's Chromium. Finds one, or installs it where we may.
set -eu
[ -n "${FER_LAB_CHROMIUM:-}" ] && exit 0
command -v chromium >/dev/null 2>&1 && exit 0
exec sh "$(dirname "$0")/../install.sh" chromium "Chromium, or point FER_LAB_CHROMIUM to one"
