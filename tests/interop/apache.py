# SPDX-License-Identifier: BSL-1.0
"""An Apache with mod_auth_gssapi on the loopback, in the directory of a realm. It offers Basic besides."""

import contextlib
import getpass
import os
import pathlib

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
    GssapiBasicAuth On
    Require valid-user
</Directory>
'''
NEEDED = ('mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'dir')


def missing():
    """What is not installed."""
    programs = mit_realm.missing_programs(('apache2',))
    return [*programs, *(name for name in NEEDED if not programs and not (MODULES / f'mod_{name}.so').exists())]


def apache_user():
    """As root Apache wants another user to serve as, who must get into the directory."""
    return 'User www-data\nGroup www-data' if getpass.getuser() == 'root' or os.geteuid() == 0 else ''


def write_keytab(realm):
    realm.run('kadmin.local', '-r', mit_realm.REALM,
              given=f'addprinc -randkey {SERVICE}\nktadd -k {realm.directory}/http.keytab -norandkey {SERVICE}\n')
    (realm.directory / 'http.keytab').chmod(0o644)  # of a realm that is gone in a moment


def prepare(realm):
    realm.directory.chmod(0o755)
    (realm.directory / 'www').mkdir()
    (realm.directory / 'www/index.html').write_text(PAGE, encoding='utf-8')
    write_keytab(realm)
    (realm.directory / 'krb5.conf').chmod(0o644)
    realm.environment['KRB5RCACHENAME'] = 'none:'


def start(realm, modules=(), more=''):
    """The process and its port. `more` is further configuration, in which {other_port} is another free port."""
    prepare(realm)
    directory = realm.directory
    loaded = '\n'.join(f'LoadModule {name}_module {MODULES}/mod_{name}.so' for name in (*NEEDED, *modules))
    for _ in range(5):
        port, other = mit_realm.free_port(), mit_realm.free_port()
        (directory / 'apache.conf').write_text((CONFIGURATION + more).format(
            directory=directory, port=port, other_port=other, host=mit_realm.HOST, modules=loaded, user=apache_user()),
            encoding='utf-8')
        apache = realm.start('apache2', '-f', str(directory / 'apache.conf'), '-D', 'FOREGROUND')
        apache.ports = port, other
        log = directory / 'apache.log'
        if mit_realm.wait_until(lambda: apache.poll() is not None or
                                log.exists() and 'resuming normal operations' in log.read_text(errors='replace')) \
                and apache.poll() is None:
            return apache
    raise mit_realm.Unexpected(f'Apache does not start: {mit_realm.finish(apache)}')


@contextlib.contextmanager
def running(realm, modules=(), more=''):
    """The same; at the end Apache ends its own processes, which it could not if it were killed."""
    server = start(realm, modules, more)
    try:
        yield server
    finally:
        server.terminate()
        server.wait(mit_realm.PATIENCE)
