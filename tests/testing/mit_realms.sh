#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# MIT Kerberos clients against two realms of sspi-kdc: $1 is the program. Exit status 77 where they are not installed.
set -u
kdc=$1
here=$(dirname "$0")

for program in kvno gss-client gss-server; do
    command -v "$program" >/dev/null || { echo "MIT's $program is not installed"; exit 77; }
done
klist -V 2>/dev/null | grep -q 'Kerberos 5 version' || { echo 'klist is not MIT'\''s'; exit 77; }

if [ -z "${SSPI_KDC_INSIDE:-}" ]; then
    SSPI_KDC_INSIDE=1
    export SSPI_KDC_INSIDE
    exec "$kdc" --config "$here/two_realms.conf" -- "$0" "$kdc"
fi
. "$here/expect.sh"

login() { echo "$2" | kinit -c "$KRB5CCNAME.login" "$1"; }

expect 0 'kvno gets a ticket in the own realm' kvno HTTP/web.corp.test
expect 0 'kvno follows a referral to the other realm, whose keytab reads the ticket' \
    kvno -k "$SSPI_KDC_DIRECTORY/one.keytab" host/one.lab.test
says 'host/one.lab.test@LAB.TEST' 'klist shows the ticket of the other realm' klist
expect 0 'a user of the other realm comes the same way' kvno -c "$SSPI_KDC_DIRECTORY/daves.cache" HTTP/web.corp.test@CORP.TEST
expect 0 'kinit in the other realm' login dave@LAB.TEST 'battery staple'
says 'revoked' 'kinit says that an account is locked' login bob secret
says 'Password expired' 'kinit says that a password has to be changed' login carol secret
says 'KDC policy' 'kvno says what the script answers' kvno host/policy.corp.test

# A port that is taken is tried once more with another.
attempt=0
until [ "$attempt" -ge 20 ]; do
    attempt=$((attempt + 1))
    port=$((20000 + ($$ + attempt * 7919) % 20000))
    gss-server -port "$port" -once sample@server.corp.test >"$SSPI_KDC_DIRECTORY/server" 2>&1 &
    server=$!
    sleep 0.3
    kill -0 "$server" 2>/dev/null && break
done
says 'Signature verified' 'gss-client seals a message for gss-server' \
    gss-client -port "$port" -d localhost sample@server.corp.test 'a message'
# It ends after one client by itself; killed before, it would not have written what it said.
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    kill -0 "$server" 2>/dev/null || break
    sleep 0.5
done
kill "$server" 2>/dev/null
wait "$server"
says 'Accepted connection: "alice@CORP.TEST"' 'gss-server knows who came' cat "$SSPI_KDC_DIRECTORY/server"
says 'Received message: "a message"' 'gss-server reads the message' cat "$SSPI_KDC_DIRECTORY/server"

verdict
