#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# MIT Kerberos clients against sspi-kdc: $1 is the program. Exit status 77 where they are not installed.
set -u
kdc=$1

if ! klist -V 2>/dev/null | grep -q 'Kerberos 5 version'; then
    echo 'MIT clients (krb5-user) are not installed'
    exit 77
fi

if [ -z "${SSPI_KDC_INSIDE:-}" ]; then
    SSPI_KDC_INSIDE=1
    export SSPI_KDC_INSIDE
    exec "$kdc" --user alice:secret --user modern:secret --kinit alice --lifetime 2h \
        --service HTTP/web.example.test \
        --service host/sha2.example.test:aes256-sha2 --service host/aes128.example.test:aes128-sha1 \
        --service host/sha2-128.example.test:aes128-sha2 --service host/rc4.example.test:rc4 \
        --service host/des3.example.test:des3 \
        -- "$0" "$kdc"
fi

. "$(dirname "$0")/expect.sh"

login() { # login <user> <password> <option>
    # shellcheck disable=SC2086 # the option may be two words, or none
    echo "$2" | kinit -c "$KRB5CCNAME.login" $3 "$1"
}

directory=$(dirname "$KRB5_CONFIG")
services='HTTP/web.example.test host/sha2.example.test host/aes128.example.test host/sha2-128.example.test
          host/rc4.example.test host/des3.example.test'

says 'krbtgt/EXAMPLE.TEST@EXAMPLE.TEST' 'klist reads the cache that --kinit wrote' klist
for service in $services; do
    expect 0 "kvno gets a ticket for $service, which the keytab reads" kvno -k "$directory/krb5.keytab" "$service"
done
says 'aes256-cts-hmac-sha384-192' 'klist shows an RFC 8009 ticket' klist -e
says 'des3-cbc-sha1' 'klist shows a triple DES ticket' klist -e
expect 1 'kvno fails for an unknown service' kvno host/nowhere.example.test
says 'not found in Kerberos database' 'kvno says why' kvno host/nowhere.example.test

expect 0 'kinit with a password' login alice secret ''
expect 1 'kinit with a wrong password' login alice wrong ''
expect 1 'kinit for an unknown user' login bob secret ''
expect 0 'kinit with an enterprise name' login alice@EXAMPLE.TEST secret '-E'
expect 0 'kinit for a renewable ticket' login alice secret '-r 1d'
expect 0 'kinit renews it' kinit -c "$KRB5CCNAME.login" -R
expect 0 'kinit for a forwardable ticket' login alice secret '-f'
expect 0 'kinit with a keytab' kinit -c "$KRB5CCNAME.service" -k -t "$directory/krb5.keytab" HTTP/web.example.test

change() { # change <old password> <new password>; without tickets, which it would take for armour (RFC 6113)
    printf '%s\n%s\n%s\n' "$1" "$2" "$2" | KRB5CCNAME="$KRB5CCNAME.none" kpasswd alice
}
says 'Preauthentication failed' 'kpasswd with a wrong password' change wrong better
expect 0 'kpasswd changes a password' change secret better
expect 1 'kinit with the old password' login alice secret ''
expect 0 'kinit with the new password' login alice better ''

sed -i 's/^\[libdefaults\]/&\n    udp_preference_limit = 1/' "$KRB5_CONFIG"
expect 0 'kinit over TCP' login modern secret ''
says 'Sending TCP request' 'kvno over TCP' env KRB5_TRACE=/dev/stderr kvno -c "$KRB5CCNAME.login" HTTP/web.example.test

verdict
