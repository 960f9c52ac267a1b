#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs one scenario of interoperability with MIT Kerberos and compares what was said with what is expected.

Exit status: 0 as expected, 1 not, 77 if MIT's programs are not installed.
"""

import argparse
import pathlib
import re
import signal
import sys

import mit_realm
from mit_realm import HOSTED_SERVICE, SERVICE, USER, MitRealm, Unexpected

TEXT = 'a message of the test'
DCE_PEER = str(pathlib.Path(__file__).with_name('mit_dce_peer.py'))
BINDINGS_PEER = str(pathlib.Path(__file__).with_name('mit_bindings_peer.py'))


def port_of(server):
    """The port that one of our servers says it listens on."""
    def find():
        return re.search(r'Listening on port (\d+)', server.output.read_text(errors='replace'))
    if not mit_realm.wait_until(lambda: find() or server.poll() is not None) or not find():
        raise Unexpected(f'the server does not start:\n{server.output.read_text()}')
    return find().group(1)


def start_gss_server(realm):
    for _ in range(5):
        port = str(mit_realm.free_port())
        server = realm.start('gss-server', '-port', port, '-once', HOSTED_SERVICE)
        if mit_realm.wait_until(lambda: 'starting...' in server.output.read_text() or server.poll() is not None) \
                and server.poll() is None:
            return server, port
    raise Unexpected(f'gss-server does not start:\n{server.output.read_text()}')


def our_client(realm, options):
    """Our gss_sample_client against MIT's gss-server."""
    server, port = start_gss_server(realm)
    return realm.start(options.client, '--package', options.package, '--port', port, '--target', options.target,
                       '--text', TEXT, *options.arguments), server


def our_server(realm, options):
    """MIT's gss-client against our gss_sample_server."""
    server = realm.start(options.server, '--package', options.package,
                         *(['--dce'] if '-dce' in options.arguments else []))
    return realm.start('gss-client', '-port', port_of(server), *options.arguments, '127.0.0.1', HOSTED_SERVICE,
                       TEXT), server


def our_pair(realm, options):
    """Our example client against our example server, with MIT's KDC."""
    server = realm.start(options.server, '--once', *(['--dce'] if '--dce' in options.arguments else []))
    return realm.start(options.client, '--port', port_of(server), '--target', options.target, '--text', TEXT,
                       *options.arguments), server


def our_dce_client(realm, options):
    """Our gss_sample_client against an acceptor on MIT's library that keeps header and data apart."""
    server = realm.start(sys.executable, DCE_PEER, 'accept', TEXT)
    return realm.start(options.client, '--port', port_of(server), '--target', options.target, '--text', TEXT, '--dce',
                       *options.arguments), server


def our_dce_server(realm, options):
    """An initiator on MIT's library that keeps header and data apart, against our gss_sample_server."""
    server = realm.start(options.server, '--dce')
    return realm.start(sys.executable, DCE_PEER, 'initiate', port_of(server), HOSTED_SERVICE, TEXT), server


def our_bound_client(realm, options):
    """Our gss_sample_client against an acceptor on MIT's library that has channel bindings."""
    server = realm.start(sys.executable, BINDINGS_PEER, 'accept', options.mit_bindings)
    return realm.start(options.client, '--port', port_of(server), '--target', options.target, '--text', TEXT,
                       *options.arguments), server


def our_bound_server(realm, options):
    """An initiator on MIT's library that has channel bindings, against our gss_sample_server."""
    server = realm.start(options.server, *options.arguments)
    return realm.start(sys.executable, BINDINGS_PEER, 'initiate', port_of(server), HOSTED_SERVICE,
                       options.mit_bindings), server


def cyrus(program, *arguments):
    """A sample program of Cyrus SASL, made to write line by line."""
    return 'stdbuf', '-oL', program, '-m', 'GSSAPI', '-s', 'sample', *arguments


def our_sasl_client(realm, options):
    """Our sasl_sample against Cyrus' server. What its server says, our client shows."""
    return realm.start_joined((options.client, '--target', options.target, *options.arguments),
                              cyrus('sasl-sample-server', '-d', mit_realm.HOST, *options.cyrus))


def our_sasl_server(realm, options):
    """Cyrus' client against our sasl_sample. What its client says, our server shows."""
    return realm.start_joined(cyrus('sasl-sample-client', '-n', mit_realm.HOST, *options.arguments), (options.server,))


SASL_PROGRAMS = ('sasl-sample-client', 'sasl-sample-server', 'stdbuf')
SASL_KINDS = {'sasl-client': our_sasl_client, 'sasl-server': our_sasl_server}
KINDS = {**SASL_KINDS, 'client': our_client, 'server': our_server, 'pair': our_pair, 'dce-client': our_dce_client,
         'dce-server': our_dce_server,
         'bound-client': our_bound_client, 'bound-server': our_bound_server}


def prepare(realm, options):
    realm.create(options.trusted)
    realm.start_kdc()
    if options.kinit:
        realm.kinit()
    if options.dead_kdc:
        realm.stop_kdc()
    if options.keytab == 'other':
        (realm.directory / 'other.keytab').replace(realm.directory / 'keytab')
    if options.keytab == 'none':
        (realm.directory / 'keytab').unlink()


def complaints(who, said, expected, refused):
    for pattern in expected:
        if not re.search(pattern, said):
            yield f'the {who} did not say {pattern!r}'
    for pattern in refused:
        if re.search(pattern, said):
            yield f'the {who} said {pattern!r}'


def wrong_statuses(options, client, server):
    """gss-server ends with 0 whatever happened, so nothing is expected of it."""
    statuses = {'client': client} if options.kind == 'client' else {'client': client, 'server': server}
    for who, status in statuses.items():
        if (status == 0) == options.fails:
            yield f'the {who} ended with {status}'


def run(options):
    with MitRealm(options.enctype, options.aware) as realm:
        prepare(realm, options)
        client, server = KINDS[options.kind](realm, options)
        client_status, client_said = mit_realm.finish(client)
        server_status, server_said = mit_realm.finish(server)
        print(f'--- client\n{client_said}\n--- server\n{server_said}')
        found = [*wrong_statuses(options, client_status, server_status),
                 *complaints('client', client_said, options.client_says, options.client_never),
                 *complaints('server', server_said, options.server_says, options.server_never)]
        if found:
            print(f'--- KDC\n{realm.kdc_log()}')
            raise Unexpected('\n'.join(found))


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('kind', choices=KINDS)
    parser.add_argument('--client', help='our client program')
    parser.add_argument('--server', help='our server program')
    parser.add_argument('--package', choices=('Kerberos', 'Negotiate'), default='Kerberos',
                        help='the package of our program')
    parser.add_argument('--enctype', help='the only enctype of the realm')
    parser.add_argument('--kinit', action='store_true', help=f'a ticket of {USER} is in the default cache')
    parser.add_argument('--trusted', action='store_true', help='tickets of the service carry OK-AS-DELEGATE')
    parser.add_argument('--dead-kdc', action='store_true', help='nothing listens at the port of the KDC')
    parser.add_argument('--keytab', choices=('good', 'other', 'none'), default='good')
    parser.add_argument('--target', default=SERVICE, help='the target that our client names')
    parser.add_argument('--mit-bindings', default='none', help='the application data of the bindings of MIT\'s side')
    parser.add_argument('--cyrus', action='append', default=[], metavar='ARGUMENT', help='for Cyrus\' server')
    parser.add_argument('--aware', action='store_true', help='clients announce that they send channel bindings')
    parser.add_argument('--fails', action='store_true', help='both sides end in failure')
    for who in ('client', 'server'):
        parser.add_argument(f'--{who}-says', action='append', default=[], metavar='PATTERN')
        parser.add_argument(f'--{who}-never', action='append', default=[], metavar='PATTERN')
    words = sys.argv[1:]
    end = words.index('--') if '--' in words else len(words)
    options = parser.parse_args(words[:end])
    options.arguments = words[end + 1:]  # for the client; with bound-server for our server
    return options


def main():
    options = parse()
    missing = mit_realm.missing_programs(SASL_PROGRAMS if options.kind in SASL_KINDS else ())
    if missing:
        print(f'skipped: not installed: {", ".join(missing)}')
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        run(options)
    except Unexpected as unexpected:
        print(f'NOT AS EXPECTED\n{unexpected}')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
