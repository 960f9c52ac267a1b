#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The HTTP client gets a page of the HTTP server twice; both run in the environment of a KDC that is there already.
# usage: http_session_test.sh CLIENT SERVER
set -eu
client=$1 server=$2
said=$(mktemp)
"$server" >"$said" &
serves=$!
trap 'kill $serves 2>/dev/null || true; rm -f "$said"' EXIT

port=
tries=0
while [ -z "$port" ]; do
    port=$(sed -n 's/^Listening on port //p' "$said")
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "the server does not start"; exit 1; }
    [ -n "$port" ] || sleep 0.05
done

answer=$("$client" --url http://web.example.test/ --loopback "$port" --times 2)
echo "$answer"
[ "$(echo "$answer" | grep -c '^Logged in as alice@EXAMPLE.TEST to HTTP/web.example.test@EXAMPLE.TEST by Kerberos$')" = 1 ]
[ "$(echo "$answer" | grep -c '^Hello, alice@EXAMPLE.TEST$')" = 2 ]
if "$client" --url http://other.example.test/ --loopback "$port"; then
    echo "a service that the KDC does not know was reached"
    exit 1
fi
kill $serves
wait $serves # it ends well
