#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Shows a client and a server, two processes over TCP, that log in with Kerberos and exchange protected messages.
# usage: demo.sh BUILD_DIRECTORY
set -eu

service=demo/server.example.test

if [ "${1-}" != --with-kdc ]; then
    [ $# -eq 1 ] && [ -x "$1/tools/sspi-kdc" ] || { echo "usage: demo.sh BUILD_DIRECTORY" >&2; exit 2; }
    exec "$1/tools/sspi-kdc" --realm EXAMPLE.TEST --user 'alice:correct horse' --service "$service" \
        --kinit alice -- sh "$0" --with-kdc "$1"
fi
programs=$2/examples

scratch=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sections=0
fail() {
    printf '\nNOT AS EXPECTED: %s\n' "$1"
    exit 1
}

heading() {
    sections=$((sections + 1))
    printf '\n=== %d. %s ===\n' "$sections" "$1"
}

# Starts a server for one client, and sets $port.
start_server() {
    : >"$scratch/server"
    "$programs/kerberos_server" --once "$@" >"$scratch/server" 2>&1 &
    server=$!
    port=
    tries=0
    while [ -z "$port" ]; do
        port=$(sed -n 's/^Listening on port //p' "$scratch/server")
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || { cat "$scratch/server"; fail 'the server does not start'; }
        [ -n "$port" ] || sleep 0.05
    done
}

# Runs the client to its end and waits for the server; sets $client_status and $server_status.
run_client() {
    client_status=0
    server_status=0
    "$programs/kerberos_client" --port "$port" --target "$service" "$@" >"$scratch/client" 2>&1 || client_status=$?
    wait "$server" || server_status=$?
    server=
    show client
    show server
}

show() {
    printf '\n'
    sed "s/^/$1 | /" "$scratch/$1"
}

expect_success() {
    [ "$client_status" -eq 0 ] || fail 'the client failed'
    [ "$server_status" -eq 0 ] || fail 'the server failed'
}

# expect_failure WHO STATUS: WHO ended in failure and named the status.
expect_failure() {
    eval "ended=\$${1}_status"
    [ "$ended" -ne 0 ] || fail "the $1 succeeded"
    grep -q "$2" "$scratch/$1" || fail "the $1 did not say $2"
    printf '\nas it should: the %s ends with %s\n' "$1" "$2"
}

expect_legs() {
    for side in client server; do
        legs=$(grep -c '^Leg ' "$scratch/$side") || true
        [ "$legs" -eq "$1" ] || fail "the $side took $legs legs, not $1"
        [ $# -eq 1 ] || shift
    done
}

heading 'With a password, mutual authentication; sealed, wrapped and signed messages'
start_server
run_client --user alice --domain EXAMPLE.TEST --password 'correct horse'
expect_success
expect_legs 2 1

heading "With the user's own tickets, without mutual authentication: one leg"
start_server
run_client --no-mutual --sealed
expect_success
expect_legs 1

heading 'DCE style, as remote procedure calls use it: a third token'
start_server --dce
run_client --dce --sealed
expect_success
expect_legs 2

heading 'Negotiate, as HTTP, LDAP and SMB use it'
start_server --package Negotiate
run_client --package Negotiate --user alice@EXAMPLE.TEST --password 'correct horse' --sealed
expect_success
grep -q 'Kerberos' "$scratch/client" || fail 'the two did not agree on Kerberos'

heading 'A wrong password'
start_server
run_client --user alice@EXAMPLE.TEST --password 'wrong horse'
expect_failure client SEC_E_LOGON_DENIED

heading 'A service that nobody knows'
start_server
run_client --target nobody/nowhere.example.test
expect_failure client SEC_E_TARGET_UNKNOWN

heading 'A sealed message that is altered on its way'
start_server
run_client --sealed --alter
expect_failure client SEC_E_MESSAGE_ALTERED
expect_failure server SEC_E_MESSAGE_ALTERED

heading 'A signed message that is altered on its way'
start_server
run_client --signed --alter
expect_failure server SEC_E_MESSAGE_ALTERED

printf '\nAll %d sections went as they should.\n' "$sections"
