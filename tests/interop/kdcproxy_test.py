#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Clients behind our transport, the WSGI program kdcproxy, and MIT's KDC, on the loopback. The arguments are a client of the
transport alone, and the smallest client of the library."""

import os
import re
import ssl
import sys
import threading
import wsgiref.simple_server

import mit_realm

try:
    import kdcproxy
except ImportError:
    kdcproxy = None

USER = f'{mit_realm.USER}@{mit_realm.REALM}'
SERVICE = f'{mit_realm.SERVICE}@{mit_realm.REALM}'
GOOD = (mit_realm.PASSWORD, SERVICE)


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    """Writes no log, and notes what it is asked."""
    asked = []

    def log_message(self, *_):
        Quiet.asked.append((self.command, self.path, self.headers['Content-Type']))


class Proxy:
    """kdcproxy over TLS, from the beginning of a block to its end."""

    def __init__(self, realm, name, servers):
        self.certificate, self.key = (str(realm.directory / f'{name}{end}') for end in ('.pem', '.key'))
        realm.run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                  '-subj', '/CN=a proxy', '-addext', 'subjectAltName=DNS:localhost', '-out', self.certificate,
                  '-keyout', self.key)
        configuration = realm.directory / f'{name}.conf'
        configuration.write_text(f'[global]\nuse_dns = false\n{servers}\n', encoding='utf-8')
        os.environ['KDCPROXY_CONFIG'] = str(configuration)
        self.server = wsgiref.simple_server.make_server('127.0.0.1', 0, kdcproxy.Application(), handler_class=Quiet)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.02})

    def url(self, host='localhost'):
        return f'https://{host}:{self.server.server_port}/KdcProxy'

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def check(realm, url, certificate, who, expected, patterns):
    process = realm.start(sys.argv[1], url, f'FILE:{certificate}', USER, *who)
    status, output = mit_realm.finish(process)
    missing = [pattern for pattern in patterns if not re.search(pattern, output)]
    if status != expected or missing:
        raise mit_realm.Unexpected(f'{url} {who}: ended with {status}, without {missing}:\n{output}\n{realm.kdc_log()}')


def check_library(realm, port, url, certificate, expected, patterns):
    """A program that knows nothing of proxies gets its ticket through the one in krb5.conf."""
    usual = (realm.directory / 'krb5.conf').read_text(encoding='utf-8')
    proxied = realm.directory / 'proxied.conf'
    proxied.write_text(usual.replace(f'kdc = {port}', f'kdc = {url}\n        http_anchors = FILE:{certificate}'), encoding='utf-8')
    process = realm.start('env', f'KRB5_CONFIG={proxied}', 'SSPI_TRACE=1', sys.argv[2], mit_realm.SERVICE)
    status, output = mit_realm.finish(process)
    missing = [pattern for pattern in patterns if not re.search(pattern, output)]
    if status != expected or missing:
        raise mit_realm.Unexpected(f'{url}: the client ended with {status}, without {missing}:\n{output}\n{realm.kdc_log()}')


def scenarios(realm):
    port = re.search(r'kdc = (127\.0\.0\.1:\d+)', (realm.directory / 'krb5.conf').read_text(encoding='utf-8'))[1]
    here = f'[{mit_realm.REALM}]\nkerberos = kerberos+tcp://{port}'
    with Proxy(realm, 'proxy', here) as proxy, Proxy(realm, 'other', '') as other:
        check(realm, proxy.url(), proxy.certificate, GOOD, 0, (r'(answered: \d{3,} octets; \n){3}status 0',))
        if Quiet.asked != [('POST', '/KdcProxy', 'application/kerberos')] * 3:
            raise mit_realm.Unexpected(f'kdcproxy was asked {Quiet.asked}')
        check(realm, proxy.url(), proxy.certificate, ('wrong', SERVICE), 1, (r'^answered', r'status -17653\d+'))
        check(realm, proxy.url(), proxy.certificate, (mit_realm.PASSWORD, f'no/where@{mit_realm.REALM}'), 1, (r'^answered',))
        check(realm, proxy.url('127.0.0.1'), proxy.certificate, GOOD, 1, ('not answered: 0 octets; IP address mismatch',))
        check(realm, proxy.url(), other.certificate, GOOD, 1, ('not answered: 0 octets; self-signed certificate',))
        check(realm, other.url(), other.certificate, GOOD, 1, ('not answered: 0 octets; HTTP status 503',))
        realm.kinit()
        check_library(realm, port, proxy.url(), other.certificate, 1,
                      ('certificate', 'SEC_E_NO_AUTHENTICATING_AUTHORITY'))
        check_library(realm, port, proxy.url(), proxy.certificate, 0,
                      (r'https/localhost:\d+/KdcProxy: answered', 'answer: TGS-REP', r'a token of \d+ bytes'))


def main():
    missing = mit_realm.missing_programs(('openssl',))
    if missing or kdcproxy is None:
        print(f'not installed: {missing or "kdcproxy"}')
        return 77
    with mit_realm.MitRealm(None) as realm:
        realm.create(trusted=False)
        realm.start_kdc()
        scenarios(realm)
    return 0


if __name__ == '__main__':
    sys.exit(main())
