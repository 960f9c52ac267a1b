#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The example of LDAP logs in to OpenLDAP's slapd on the loopback, with MIT's KDC; the last argument is the client."""

import os
import pathlib
import re
import signal
import sys

import certificate
import mit_realm
import pretender
import relay

SERVICE = f'ldap/{mit_realm.HOST}'
SCHEMA = pathlib.Path('/etc/ldap/schema/core.schema')
FAILED, LOGIN_FAILED, REFUSED = 1, 3, 4  # how the client ends

# There is no database: what is asked for, slapd knows itself.
CONFIGURATION = '''include {schema}
pidfile {directory}/slapd.pid
argsfile {directory}/slapd.args
TLSCertificateFile {directory}/server.pem
TLSCertificateKeyFile {directory}/server.key
sasl-host {host}
sasl-secprops noanonymous,noplain,minssf={least}
sasl-cbinding {bindings}
security ssf={least}
'''

ALICE = ('I am dn:uid=alice,cn=(gssapi|gss-spnego),cn=auth',)
ROOT = ('objectClass: OpenLDAProotDSE', 'supportedSASLMechanisms: GSSAPI', r'supportedExtension: 1\.3\.6\.1\.4\.1\.4203\.1\.11\.3')
BIND_SUCCESS = bytes.fromhex('300c 0201 01 6107 0a0100 0400 0400')  # to the first message, and without a token


def prepare(realm):
    directory = realm.directory
    realm.run('kadmin.local', '-r', mit_realm.REALM,
              given=f'addprinc -randkey {SERVICE}\nktadd -k {directory}/ldap.keytab -norandkey {SERVICE}\n')
    (directory / 'sasl').mkdir()
    (directory / 'sasl/slapd.conf').write_text('mech_list: GSSAPI GSS-SPNEGO\n', encoding='utf-8')
    realm.environment['SASL_CONF_PATH'] = str(directory / 'sasl')
    realm.environment['KRB5_KTNAME'] = f'FILE:{directory}/ldap.keytab'
    realm.environment['LDAPNOINIT'] = '1'
    certificate.make(directory, realm.run)


def start(realm, least, bindings='none'):
    """A slapd that wants so strong a layer, and its ports."""
    configuration = realm.directory / 'slapd.conf'
    configuration.write_text(CONFIGURATION.format(schema=SCHEMA, directory=realm.directory, host=mit_realm.HOST,
                                                  least=least, bindings=bindings), encoding='utf-8')
    for _ in range(5):
        ports = mit_realm.free_port(), mit_realm.free_port()
        slapd = realm.start('slapd', '-f', str(configuration), '-d', 'stats', '-h',
                            f'ldap://127.0.0.1:{ports[0]} ldaps://127.0.0.1:{ports[1]}')
        said = lambda: slapd.output.read_text(errors='replace')
        if mit_realm.wait_until(lambda: slapd.poll() is not None or 'slapd starting' in said()) and slapd.poll() is None:
            slapd.plain, slapd.tls = f'ldap://127.0.0.1:{ports[0]}', f'ldaps://127.0.0.1:{ports[1]}'
            slapd.plain_port, slapd.tls_port = ports
            return slapd
    raise mit_realm.Unexpected(f'slapd does not start:\n{said()}')


def stop(slapd):
    slapd.terminate()
    slapd.wait(mit_realm.PATIENCE)


class Client:
    def __init__(self, realm, program):
        self.realm, self.program = realm, program

    def expect(self, slapd, url, options, patterns, status=0):
        target = () if '--target' in options else ('--target', SERVICE)
        ended, said = mit_realm.finish(self.realm.start(self.program, '--url', url, *target, *options))
        missing = [pattern for pattern in patterns if not re.search(pattern, said)]
        if ended != status or missing:
            raise mit_realm.Unexpected(f'{options}: ended with {ended}, not {status}; missing {missing}:\n{said}\n'
                                       f'{slapd.output.read_text(errors="replace")}')


def layers(realm, client):
    slapd = start(realm, least=56)
    for mechanism in ((), ('--spnego',)):
        client.expect(slapd, slapd.plain, mechanism, ('Logged in as alice@EXAMPLE.TEST, messages are sealed', *ROOT, *ALICE))
        # GSSAPI offers what is strong enough alone; with GSS-SPNEGO slapd notices afterwards.
        refused = (('Confidentiality required',), FAILED) if mechanism else (('The protection that was demanded',), LOGIN_FAILED)
        client.expect(slapd, slapd.plain, (*mechanism, '--protection', 'signed'), *refused)
        # Many messages of the layer: the schema has some hundred lines.
        client.expect(slapd, slapd.plain, (*mechanism, '--base', 'cn=Subschema'), (r'(attributeTypes: .*\n){100}', *ALICE))
    stop(slapd)
    slapd = start(realm, least=0)
    for mechanism in ((), ('--spnego',)):
        for words, level in (('signed', 'signed'), ('none', 'not protected'), ('sealed', 'sealed')):
            client.expect(slapd, slapd.plain, (*mechanism, '--protection', words),
                          (f'messages are {level}', *ROOT, *ALICE))
    stop(slapd)


def bindings(realm, client):
    slapd = start(realm, least=0, bindings='tls-endpoint')
    certificates = ('--ca', f'{realm.directory}/all.pem')
    between = relay.TlsRelay(slapd.tls_port, *certificate.make(realm.directory, realm.run, 'relay'))
    files = [(realm.directory / f'{name}.pem').read_text() for name in ('server', 'relay')]
    (realm.directory / 'all.pem').write_text(''.join(files), encoding='utf-8')
    with between:
        for mechanism in ((), ('--spnego',)):
            options = (*certificates, *mechanism)
            client.expect(slapd, slapd.tls, options, ('messages are not protected', *ROOT, *ALICE))
            # slapd lets in who has no bindings, but not who has those of another connection.
            client.expect(slapd, f'ldaps://127.0.0.1:{between.port}', (*options, '--no-bindings'), ALICE)
            client.expect(slapd, f'ldaps://127.0.0.1:{between.port}', options, ('the server refuses the login',), REFUSED)
    client.expect(slapd, slapd.tls, (), ("Can't contact LDAP server",), FAILED)  # whose certificate nobody knows
    stop(slapd)


def refusals(realm, client):
    slapd = start(realm, least=0)
    client.expect(slapd, slapd.plain, ('--user', 'alice@EXAMPLE.TEST', '--password', mit_realm.PASSWORD), ALICE)
    client.expect(slapd, slapd.plain, ('--user', 'alice@EXAMPLE.TEST', '--password', 'no'), ('SEC_E_LOGON_DENIED',), LOGIN_FAILED)
    client.expect(slapd, slapd.plain, ('--target', 'ldap/nowhere.example.test'), ('SEC_E_TARGET_UNKNOWN',), LOGIN_FAILED)
    client.expect(slapd, slapd.plain, ('--target', f'other/{mit_realm.HOST}'), (), REFUSED)
    client.expect(slapd, f'ldap://127.0.0.1:{mit_realm.free_port()}', (), ("Can't contact LDAP server",), FAILED)
    for mechanism in ((), ('--spnego',)):
        with pretender.Pretender(BIND_SUCCESS) as server:
            client.expect(slapd, f'ldap://127.0.0.1:{server.port}', mechanism, ('The login failed',), LOGIN_FAILED)
    for options, level in (((), 'sealed'), (('--protection', 'signed'), 'signed')):
        with relay.Altering(slapd.plain_port, turn=3) as between:  # after the three of the login
            client.expect(slapd, f'ldap://127.0.0.1:{between.port}', options,
                          (f'messages are {level}', 'The security layer: .* was altered'), FAILED)
    stop(slapd)


def main():
    os.environ['PATH'] = mit_realm.search_path()
    missing = mit_realm.missing_programs(('slapd', 'openssl'))
    if missing or not SCHEMA.exists():
        print(f'not installed: {missing or SCHEMA}')
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends
    with mit_realm.MitRealm(None) as realm:
        realm.create(trusted=False)
        realm.start_kdc()
        realm.kinit()
        prepare(realm)
        for part in (layers, bindings, refusals):
            part(realm, Client(realm, sys.argv[1]))
    return 0


if __name__ == '__main__':
    sys.exit(main())
