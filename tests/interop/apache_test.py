#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Our client logs in to Apache's mod_auth_gssapi on the loopback, with MIT's KDC; the last argument is the client."""

import getpass
import os
import pathlib
import re
import sys

import mit_realm

SERVICE = f'HTTP/{mit_realm.HOST}'
MODULES = pathlib.Path('/usr/lib/apache2/modules')
PAGE = 'a page for those who are known'
CONFIGURATION = '''ServerRoot {directory}
PidFile {directory}/apache.pid
Listen 127.0.0.1:{port}
ServerName {host}
{modules}
{user}
DocumentRoot {directory}/www
ErrorLog {directory}/apache.log
LogLevel notice
<Directory {directory}/www>
    AuthType GSSAPI
    AuthName test
    GssapiCredStore keytab:{directory}/http.keytab
    Require valid-user
</Directory>
'''
NEEDED = ('mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'dir')

# What the client is told, how it has to end, and what it has to say.
SCENARIOS = (
    ([], 0, ('HTTP/1.1 200 OK', PAGE, 'Leg 2 .*: SEC_E_OK', 'ISC_RET_MUTUAL_AUTH|Package +Kerberos')),
    (['--user', 'alice@EXAMPLE.TEST', '--password', mit_realm.PASSWORD], 0, ('HTTP/1.1 200 OK', PAGE, 'Leg 2 .*: SEC_E_OK')),
    (['--user', 'alice@EXAMPLE.TEST', '--password', 'wrong'], 1, ('SEC_E_LOGON_DENIED',)),
    (['--target', 'HTTP/nowhere.example.test'], 1, ('SEC_E_TARGET_UNKNOWN',)),
    (['--target', f'other/{mit_realm.HOST}'], 1, ('HTTP/1.1 401',)),
)


def apache_user():
    """As root Apache wants another user to serve as, who must get into the directory."""
    return 'User www-data\nGroup www-data' if getpass.getuser() == 'root' or os.geteuid() == 0 else ''


def start_apache(realm):
    directory = realm.directory
    directory.chmod(0o755)
    (directory / 'www').mkdir()
    (directory / 'www/index.html').write_text(PAGE, encoding='utf-8')
    realm.run('kadmin.local', '-r', mit_realm.REALM,
              given=f'addprinc -randkey {SERVICE}\nktadd -k {directory}/http.keytab -norandkey {SERVICE}\n')
    (directory / 'http.keytab').chmod(0o644) # of a realm that is gone in a moment
    (directory / 'krb5.conf').chmod(0o644)
    modules = '\n'.join(f'LoadModule {name}_module {MODULES}/mod_{name}.so' for name in NEEDED)
    realm.environment['KRB5RCACHENAME'] = 'none:'
    for _ in range(5):
        port = mit_realm.free_port()
        (directory / 'apache.conf').write_text(CONFIGURATION.format(
            directory=directory, port=port, host=mit_realm.HOST, modules=modules, user=apache_user()), encoding='utf-8')
        apache = realm.start('apache2', '-f', str(directory / 'apache.conf'), '-D', 'FOREGROUND')
        log = directory / 'apache.log'
        if mit_realm.wait_until(lambda: apache.poll() is not None or
                                log.exists() and 'resuming normal operations' in log.read_text(errors='replace')) \
                and apache.poll() is None:
            return apache, port
    raise mit_realm.Unexpected(f'Apache does not start: {mit_realm.finish(apache)}')


def check(realm, client, port, options, expected, patterns):
    process = realm.start(client, '--port', str(port), *([] if '--target' in options else ['--target', SERVICE]), *options)
    status, output = mit_realm.finish(process)
    missing = [pattern for pattern in patterns if not re.search(pattern, output)]
    if status != expected or missing:
        log = (realm.directory / 'apache.log').read_text(errors='replace')
        raise mit_realm.Unexpected(f'{options}: ended with {status}, without {missing}:\n{output}\n{log}')


def main():
    missing = mit_realm.missing_programs(('apache2',))
    if missing or not (MODULES / 'mod_auth_gssapi.so').exists():
        print(f'not installed: {missing or "mod_auth_gssapi"}')
        return 77
    with mit_realm.MitRealm(None) as realm:
        realm.create(trusted=False)
        realm.start_kdc()
        realm.kinit()
        apache, port = start_apache(realm)
        for options, expected, patterns in SCENARIOS:
            check(realm, sys.argv[1], port, options, expected, patterns)
        apache.terminate()
        apache.wait(mit_realm.PATIENCE)
    return 0


if __name__ == '__main__':
    sys.exit(main())
