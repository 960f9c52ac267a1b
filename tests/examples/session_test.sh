#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# One session between the example programs; runs below sspi-kdc.
# usage: session_test.sh CLIENT SERVER [SERVER_OPTION...] -- CLIENT_OPTION... -- [!]PATTERN...
# A pattern must be in what the two said; with ! in front it must not.
set -eu

client=$1
server=$2
shift 2
scratch=$(mktemp -d)
pid=
cleanup() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

: >"$scratch/server"
server_options=
while [ "$1" != -- ]; do server_options="$server_options $1"; shift; done
shift
# shellcheck disable=SC2086
"$server" --once $server_options >"$scratch/server" 2>&1 &
pid=$!
tries=0
until grep -q '^Listening on port ' "$scratch/server"; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$scratch/server"; exit 1; }
    sleep 0.05
done
port=$(sed -n 's/^Listening on port //p' "$scratch/server")

# The client's options move to the end of the list, its patterns stay for later.
count=$#
options=0
while [ "$1" != -- ]; do
    set -- "$@" "$1"
    shift
    options=$((options + 1))
done
shift
patterns=$((count - options - 1))
while [ "$patterns" -gt 0 ]; do
    printf '%s\n' "$1" >>"$scratch/patterns"
    shift
    patterns=$((patterns - 1))
done

client_status=0
server_status=0
"$client" --port "$port" "$@" >"$scratch/client" 2>&1 || client_status=$?
wait "$pid" || server_status=$?
pid=
{
    echo "the client ends with $client_status"
    cat "$scratch/client"
    echo "the server ends with $server_status"
    cat "$scratch/server"
} >"$scratch/said"
cat "$scratch/said"

status=0
while IFS= read -r pattern; do
    case $pattern in
    !*) ! grep -Eq -e "${pattern#!}" "$scratch/said" || { echo "NOT AS EXPECTED: ${pattern#!}"; status=1; } ;;
    *) grep -Eq -e "$pattern" "$scratch/said" || { echo "NOT AS EXPECTED: no $pattern"; status=1; } ;;
    esac
done <"$scratch/patterns"
exit "$status"
