#!/bin/sh
# Installs a Debian package where we may: install.sh PACKAGE "what to install by hand elsewhere"
set -eu
if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
if command -v apt-get >/dev/null 2>&1; then
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1"
else
    echo "Install $2, then run 'make test' again." >&2
    exit 1
fi
