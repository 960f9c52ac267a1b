#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The HTTP server lets in who is in a group, by the client's PAC. usage: http_group_test.sh KDC CLIENT SERVER
set -eu
kdc=$1 client=$2 server=$3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

cat >"$here/realm" <<'END'
[realm EXAMPLE.TEST]
domain = EXAMPLE
domain-sid = S-1-5-21-1-2-3
[user alice]
password = secret
groups = 1201,1202:deny-only
[service HTTP/web.example.test]
END

cat >"$here/visit.sh" <<'END'
set -eu
client=$1 server=$2 said=$3 group=$4 expected=$5
"$server" --group "$group" >"$said" &
serves=$!
trap 'kill $serves' EXIT
tries=0
until grep -q '^Listening on port ' "$said"; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "the server does not start"; exit 1; }
    sleep 0.05
done
port=$(sed -n 's/^Listening on port //p' "$said")
answer=$("$client" --url http://web.example.test/ --loopback "$port" 2>&1) || true
echo "$group: $answer"
echo "$answer" | grep -q "$expected"
END

visit() {
    "$kdc" --config "$here/realm" --kinit alice -- sh "$here/visit.sh" "$client" "$server" "$here/said" "$@"
}
visit S-1-5-21-1-2-3-1201 '^Hello, alice@EXAMPLE.TEST$'
visit S-1-5-21-1-2-3-1202 '403'
visit S-1-5-21-1-2-3-1203 '403'
if "$server" --group Administrators 2>"$here/said"; then
    echo "a name was taken for a SID"
    exit 1
fi
grep -q 'this is no SID: Administrators' "$here/said"
