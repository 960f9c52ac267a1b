#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The examples of HTTP in C++, with MIT's KDC: against Apache, against curl, against each other and against who means no good.

usage: http_test.py apache|curl|pair|bad-clients|bad-servers CLIENT SERVER
"""

import pathlib
import re
import signal
import sys

import apache
import certificate
import http_raw
import mit_realm
import pretender
import relay

WELL, FAILED, LOGIN_FAILED, REFUSED = 0, 1, 3, 4  # how the client ends
SEVERAL_LEGS = str(pathlib.Path(__file__).with_name('mit_http_peer.py'))
LOGGED_IN = r'Logged in as alice@EXAMPLE.TEST to HTTP/server.example.test@EXAMPLE.TEST by Kerberos'
BOUND = LOGGED_IN + ', with channel bindings\n'
ONCE = r'\A(?!(?:[^\0]*Logged in){2})'  # in front of a pattern: not more than one login

TLS = '''
Listen 127.0.0.1:{other_port}
<VirtualHost 127.0.0.1:{other_port}>
    SSLEngine on
    SSLCertificateFile {directory}/server.pem
    SSLCertificateKeyFile {directory}/server.key
</VirtualHost>
<Location /bound.html>
    GssapiCredStore keytab:{directory}/http.keytab
    GssapiConnectionBound On
</Location>
'''


class Scene:
    """A realm, the programs, and what they say."""

    def __init__(self, realm, client, server):
        self.realm, self.client, self.server = realm, client, server
        self.servers = []
        self.certificate, self.key = certificate.make(realm.directory, realm.run)

    def start_server(self, *options):
        server = self.realm.start(self.server, '--keytab', f'FILE:{self.realm.directory}/http.keytab', *options)
        find = lambda: re.search(r'Listening on port (\d+)', server.output.read_text(errors='replace'))
        if not mit_realm.wait_until(lambda: find() or server.poll() is not None) or not find():
            raise mit_realm.Unexpected(f'the server does not start:\n{server.output.read_text()}')
        server.port = int(find().group(1))
        self.servers.append(server)
        return server

    def stop_servers(self):
        for server in self.servers:
            server.terminate()
        ends = [mit_realm.finish(server) for server in self.servers]
        if any(status for status, _ in ends):
            raise mit_realm.Unexpected(f'the servers do not end well: {ends}')

    def start_tls_server(self, *options):
        return self.start_server('--certificate', self.certificate, '--key', self.key, *options)

    def expect(self, status, patterns, *command):
        ended, said = mit_realm.finish(self.realm.start(*command))
        missing = [pattern for pattern in patterns if not re.search(pattern, said)]
        if ended != status or missing:
            raise mit_realm.Unexpected(f'{command}: ended with {ended}, not {status}; missing {missing}:\n{said}')

    def get(self, port, status, *patterns, options=(), path='/', scheme='http'):
        self.expect(status, patterns, self.client, '--url', f'{scheme}://{mit_realm.HOST}{path}', '--loopback', str(port),
                    '--ca', self.certificate, *options)

    def get_tls(self, port, status, *patterns, options=(), path='/'):
        self.get(port, status, *patterns, options=options, path=path, scheme='https')

    def curl(self, port, patterns, *options, scheme='http', status=0):
        self.expect(status, patterns, 'curl', '-sS', '--negotiate', '-u', ':', '--cacert', self.certificate,
                    '--connect-to', f'::127.0.0.1:{port}', '-w', r'status %{http_code}, connects %{num_connects}\n',
                    *options, f'{scheme}://{mit_realm.HOST}/page', f'{scheme}://{mit_realm.HOST}/other')


def against_apache(scene):
    with apache.running(scene.realm, modules=('ssl',), more=TLS) as server:
        log_in_to_apache(scene, *server.ports)


def log_in_to_apache(scene, plain, tls):
    (scene.realm.directory / 'www/bound.html').write_text(apache.PAGE, encoding='utf-8')
    scene.get(plain, WELL, LOGGED_IN + '\n', f'200 OK\n{apache.PAGE}')
    scene.get_tls(tls, WELL, BOUND, f'200 OK\n{apache.PAGE}')
    scene.get_tls(tls, WELL, LOGGED_IN + '\n', options=('--no-bindings',))
    scene.get_tls(tls, WELL, f'({BOUND}200 OK\n{apache.PAGE}\n){{3}}', options=('--times', '3'))
    scene.get_tls(tls, WELL, f'{ONCE}{BOUND}(200 OK\n{apache.PAGE}\n){{3}}', options=('--times', '3'), path='/bound.html')
    alice = ('--user', 'alice@EXAMPLE.TEST', '--password')
    scene.get_tls(tls, WELL, BOUND, options=(*alice, mit_realm.PASSWORD))
    scene.get_tls(tls, LOGIN_FAILED, 'SEC_E_LOGON_DENIED', options=(*alice, 'wrong'))
    scene.get(plain, LOGIN_FAILED, 'SEC_E_TARGET_UNKNOWN', options=('--target', 'HTTP/nowhere.example.test'))
    scene.get(plain, LOGIN_FAILED, 'SEC_E_WRONG_PRINCIPAL', options=('--target', f'other/{mit_realm.HOST}'))
    scene.realm.environment['KRB5CCNAME'] = f'FILE:{scene.realm.directory}/nothing'
    scene.get(plain, LOGIN_FAILED, 'SEC_E_NO_CREDENTIALS')


TWO_PAGES = (r'(?s)Hello, alice@EXAMPLE.TEST\nstatus 200, connects 1\n.*Hello, alice@EXAMPLE.TEST\nstatus 200, connects 0\n',)


def against_curl(scene):
    apache.write_keytab(scene.realm)
    scene.curl(scene.start_server().port, TWO_PAGES)
    # This curl has no channel bindings.
    strict, lax = scene.start_tls_server(), scene.start_tls_server('--optional-bindings')
    scene.curl(lax.port, TWO_PAGES, scheme='https')
    scene.curl(strict.port, ('status 401',), scheme='https')
    if 'SEC_E_BAD_BINDINGS' not in strict.output.read_text():
        raise mit_realm.Unexpected(f'the server did not miss the bindings:\n{strict.output.read_text()}')


def against_each_other(scene):
    apache.write_keytab(scene.realm)
    server, tls = scene.start_server(), scene.start_tls_server()
    scene.get(server.port, WELL, f'{ONCE}{LOGGED_IN}\n(200 OK\nHello, alice@EXAMPLE.TEST\n\n){{2}}', options=('--times', '2'))
    scene.get_tls(tls.port, WELL, f'{ONCE}{BOUND}(200 OK\nHello, alice@EXAMPLE.TEST\n\n){{2}}', options=('--times', '2'))
    scene.get_tls(tls.port, REFUSED, 'refuses the login', options=('--no-bindings',))
    other = certificate.make(scene.realm.directory, scene.realm.run, 'other')
    scene.get_tls(tls.port, FAILED, 'certificate verify failed', options=('--ca', other[0]))
    spied_on = scene.start_tls_server()
    scene.servers.remove(spied_on)  # Heimdal 7.8 forgets a client's name where bindings differ, which a sanitizer notices
    with relay.TlsRelay(spied_on.port, *other) as between:
        scene.get_tls(between.port, REFUSED, 'refuses the login', options=('--ca', other[0]))
    scene.get(server.port, LOGIN_FAILED, 'SEC_E_TARGET_UNKNOWN', options=('--target', 'HTTP/nowhere.example.test'))
    scene.get(mit_realm.free_port(), FAILED, 'The connection failed: Connection refused')


def against_bad_clients(scene):
    apache.write_keytab(scene.realm)
    server = scene.start_server()
    with http_raw.Recorder(server.port) as recorder:
        scene.get(recorder.port, WELL, LOGGED_IN)
    http_raw.check(server.port, recorder.token())
    scene.expect(0, (), sys.executable, SEVERAL_LEGS, str(server.port), f'HTTP@{mit_realm.HOST}')
    scene.get(server.port, WELL, LOGGED_IN)  # the server is none the worse


def answer(status, *fields, close=False):
    return '\r\n'.join((f'HTTP/1.1 {status} x', 'Content-Length: 0', *(['Connection: close'] if close else []), *fields, '',
                        '')).encode()


def against_bad_servers(scene):
    apache.write_keytab(scene.realm)
    negotiate = 'WWW-Authenticate: Negotiate'
    asks = answer(401, 'WWW-Authenticate: Basic realm="a, Negotiate"', negotiate)
    for answers, status, said in (
            ([asks, answer(200)], REFUSED, 'did not prove who it is'),
            ([asks, answer(500)], REFUSED, 'did not prove who it is'),
            ([asks, answer(200, negotiate)], REFUSED, 'did not prove who it is'),
            ([asks, answer(200, f'{negotiate} ???')], REFUSED, 'did not prove who it is'),
            ([asks, answer(200, f'{negotiate} AAAA')], LOGIN_FAILED, 'SEC_E_INVALID_TOKEN'),
            ([asks, answer(401, f'{negotiate} AAAA')], LOGIN_FAILED, 'SEC_E_INVALID_TOKEN'),
            ([asks] * 2, REFUSED, 'refuses the login'),
            ([asks, answer(401)], REFUSED, 'does not offer Negotiate'),
            ([answer(401)], REFUSED, 'does not offer Negotiate'),
            ([answer(401, 'WWW-Authenticate: Basic realm="Negotiate"')], REFUSED, 'does not offer Negotiate'),
            ([asks, answer(200, f'{negotiate} ' + 'A' * 200000)], FAILED, 'header limit'),
            ([b'nonsense\r\n\r\n'], FAILED, 'The connection failed'),
            ([asks], FAILED, 'The connection failed')):
        with pretender.Pretender(*answers) as server:
            scene.get(server.port, status, said)
    # Who closes after each answer is connected to again.
    with pretender.Pretender(answer(401, negotiate, close=True), answer(200, close=True), closes=True) as server:
        scene.get(server.port, REFUSED, 'did not prove who it is')
    if server.connections != 2:
        raise mit_realm.Unexpected(f'{server.connections} connections')


KINDS = {'apache': against_apache, 'curl': against_curl, 'pair': against_each_other, 'bad-clients': against_bad_clients,
         'bad-servers': against_bad_servers}


def missing(kind):
    programs = mit_realm.missing_programs(('openssl', *(['curl'] if kind == 'curl' else [])))
    return programs or (apache.missing() if kind == 'apache' else [])


def main():
    kind, client, server = sys.argv[1:]
    if missing(kind):
        print(f'not installed: {missing(kind)}')
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends
    with mit_realm.MitRealm(None) as realm:
        realm.create(trusted=False)
        realm.start_kdc()
        realm.kinit()
        scene = Scene(realm, client, server)
        KINDS[kind](scene)
        scene.stop_servers()
    return 0


if __name__ == '__main__':
    sys.exit(main())
