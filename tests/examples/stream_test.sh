# SPDX-License-Identifier: BSL-1.0
# stream_test.sh SERVER CLIENT: the client says two lines to the server, then comes for a service that there is not.
set -u
server=$1 client=$2
directory=$(mktemp -d)
: >"$directory/server"
"$server" 0 >"$directory/server" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null; rm -rf "$directory"' EXIT

port=
tries=0
while [ -z "$port" ] && [ $tries -lt 300 ]; do
    port=$(sed -n 's/^Listening on port //p' "$directory/server")
    tries=$((tries + 1))
    [ -n "$port" ] || sleep 0.1
done
printf 'hello\nand good bye\n' | "$client" 127.0.0.1 "$port" demo/server.example.test >"$directory/client" 2>&1
first=$?
"$client" 127.0.0.1 "$port" demo/nobody.example.test </dev/null >"$directory/stranger" 2>&1
second=$?
kill -TERM $pid
wait $pid
third=$?
cat "$directory/server" "$directory/client" "$directory/stranger"

status=0
expect() {
    grep -q "$2" "$directory/$1" || { echo "the $1 does not say: $2"; status=1; }
}
[ "$first" = 0 ] || { echo "the client ends with $first"; status=1; }
[ "$second" = 1 ] || { echo "a client for no service ends with $second"; status=1; }
[ "$third" = 0 ] || { echo "the server ends with $third"; status=1; }
expect client '^this is demo/server.example.test$'
expect client '^hello$'
expect client '^and good bye$'
expect server '^alice@EXAMPLE.TEST comes$'
expect server '^alice@EXAMPLE.TEST says 6 octets$'
expect server '^a client goes: End of file'
expect stranger 'does not know the service'
exit $status
