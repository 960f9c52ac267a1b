#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Our client in plain SSPI logs in to Apache's mod_auth_gssapi, with MIT's KDC; the last argument is the client."""

import re
import signal
import sys

import apache
import mit_realm

# What the client is told, how it has to end, and what it has to say.
SCENARIOS = (
    ([], 0, ('HTTP/1.1 200 OK', apache.PAGE, 'Leg 2 .*: SEC_E_OK', 'ISC_RET_MUTUAL_AUTH|Package +Kerberos')),
    (['--user', 'alice@EXAMPLE.TEST', '--password', mit_realm.PASSWORD], 0, ('HTTP/1.1 200 OK', apache.PAGE, 'Leg 2 .*: SEC_E_OK')),
    (['--user', 'alice@EXAMPLE.TEST', '--password', 'wrong'], 1, ('SEC_E_LOGON_DENIED',)),
    (['--target', 'HTTP/nowhere.example.test'], 1, ('SEC_E_TARGET_UNKNOWN',)),
    (['--target', f'other/{mit_realm.HOST}'], 1, ('HTTP/1.1 401',)),
)


def check(realm, client, port, options, expected, patterns):
    process = realm.start(client, '--port', str(port), *([] if '--target' in options else ['--target', apache.SERVICE]), *options)
    status, output = mit_realm.finish(process)
    missing = [pattern for pattern in patterns if not re.search(pattern, output)]
    if status != expected or missing:
        log = (realm.directory / 'apache.log').read_text(errors='replace')
        raise mit_realm.Unexpected(f'{options}: ended with {status}, without {missing}:\n{output}\n{log}')


def main():
    missing = apache.missing()
    if missing:
        print(f'not installed: {missing}')
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends
    with mit_realm.MitRealm(None) as realm:
        realm.create(trusted=False)
        realm.start_kdc()
        realm.kinit()
        with apache.running(realm) as server:
            for options, expected, patterns in SCENARIOS:
                check(realm, sys.argv[1], server.ports[0], options, expected, patterns)
    return 0


if __name__ == '__main__':
    sys.exit(main())
