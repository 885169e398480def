#!/usr/bin/env bash
# Makes sure that Debian packages are installed: installs the missing ones where it may, else prints the line to run.
set -euo pipefail

missing=()
for package in "$@"; do
    if ! dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
        missing+=("$package")
    fi
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif sudo --non-interactive true 2>/dev/null; then
    as_root=(sudo --non-interactive)
else
    echo "missing Debian packages; please run: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

echo "installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The servers are started by us, on ports of our own, never by the system: keep apt from starting them.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '"${as_root[@]}" rm -f "$policy"; rm -f "$log"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy"
fi
# sudo keeps no variables, so it is set behind it.
apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
if ! { "${apt_get[@]}" update -q && "${apt_get[@]}" install -qy --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "apt could not install: ${missing[*]}" >&2
    exit 1
fi
