#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Heimdal's own clients against two realms of sspi-kdc: $1 is the program, $2 a directory that may have the clients, because
# Debian does not install them beside MIT's. Exit status 77 where there are none.
set -u
kdc=$1
here=$(dirname "$0")
PATH="$2:$PATH"
export PATH

for program in kinit.heimdal kgetcred kpasswd.heimdal heimtools; do
    command -v "$program" >/dev/null || { echo "Heimdal's $program is not there"; exit 77; }
done

if [ -z "${SSPI_KDC_INSIDE:-}" ]; then
    SSPI_KDC_INSIDE=1
    export SSPI_KDC_INSIDE
    exec "$kdc" --config "$here/two_realms.conf" -- "$0" "$kdc" "$2"
fi
. "$here/expect.sh"

login() { # login <user> <password> <option...>
    user=$1
    printf '%s\n' "$2" >"$SSPI_KDC_DIRECTORY/password"
    shift 2
    kinit.heimdal -c "$KRB5CCNAME.login" --password-file="$SSPI_KDC_DIRECTORY/password" "$@" "$user"
}
change() { printf '%s\n%s\n%s\n' "$1" "$2" "$2" | setsid -w kpasswd.heimdal alice; } # without a terminal

says 'krbtgt/CORP.TEST@CORP.TEST' 'klist reads the cache of the configuration' heimtools klist
expect 0 'kgetcred gets a ticket in the own realm' kgetcred HTTP/web.corp.test
expect 0 'kgetcred gets one in the other realm' kgetcred host/one.lab.test@LAB.TEST
says 'krbtgt/LAB.TEST@CORP.TEST' 'klist shows the ticket for the other realm' heimtools klist
expect 1 'kgetcred fails for an unknown service' kgetcred host/nowhere.corp.test
says 'policy' 'kgetcred says what the script answers' kgetcred host/policy.corp.test

expect 0 'kinit with a password' login alice secret
says 'Password incorrect' 'kinit with a wrong password' login alice wrong
expect 1 'kinit for an unknown user' login nobody secret
expect 1 'kinit for a locked user' login bob secret
expect 0 'kinit with an enterprise name' login alice.smith@people.example secret --enterprise
expect 0 'kinit for a renewable and forwardable ticket' login alice secret -f -r 1d
expect 0 'kinit renews it' kinit.heimdal -c "$KRB5CCNAME.login" -R
says 'forwardable' 'klist shows its flags' heimtools klist -v -c "$KRB5CCNAME.login"
expect 0 'kinit with a keytab' kinit.heimdal -c "$KRB5CCNAME.service" -k -t "$SSPI_KDC_DIRECTORY/krb5.keytab" HTTP/web.corp.test
says 'aes256-cts-hmac-sha1-96' 'ktutil reads the keytab' ktutil.heimdal -k "$SSPI_KDC_DIRECTORY/one.keytab" list

says 'Success' 'kpasswd changes a password' change secret better
expect 1 'kinit with the old password' login alice secret
expect 0 'kinit with the new password' login alice better

verdict
