# SPDX-License-Identifier: BSL-1.0
"""Runs programs for Windows under Wine, with its own Kerberos: against MIT's KDC and our acceptor, and our client against theirs.

Exit status 77 without mingw-w64, Wine or MIT's programs.
"""
import argparse
import dataclasses
import pathlib
import re
import signal
import sys
import tempfile

import wine

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'interop'))
import mit_realm  # noqa: E402
from mit_realm import PASSWORD, SERVICE, USER, MitRealm, Unexpected  # noqa: E402
from scenario import port_of  # noqa: E402

EVERY_KIND = ('Received +"[^"]+", was sealed', 'Received +"[^"]+", was wrapped', 'Received +"[^"]+", was signed')


@dataclasses.dataclass
class scenario:
    """What runs: the first word of a command is a program, for Windows if it ends in .exe. {port} is the server's."""
    name: str
    client: tuple
    server: tuple = ()
    client_says: tuple = ()
    server_says: tuple = ()
    client_ends: int = 0
    server_ends: int | None = 0  # None: it goes on, until it is told to end
    given: str = ''  # what the client reads


OUR_SERVER = ('kerberos_server', '--once')
CLIENT = ('kerberos_client.exe', '--port', '{port}', '--target', SERVICE)
ALICE_CAME = (*EVERY_KIND, r'User +EXAMPLE.TEST\\alice', 'ASC_RET_MUTUAL_AUTH')
SCENARIOS = (
    scenario('the smallest client makes a token', ('minimal_client.exe', SERVICE), client_says=('a token of [0-9]{3}',)),
    scenario('a client of Kerberos', CLIENT, OUR_SERVER, EVERY_KIND, ALICE_CAME),
    scenario('a client that negotiates', (*CLIENT, '--package', 'Negotiate'), (*OUR_SERVER, '--package', 'Negotiate'),
             EVERY_KIND, ALICE_CAME),
    scenario('a client in DCE style', (*CLIENT, '--dce'), (*OUR_SERVER, '--dce'), ('USED_DCE_STYLE', *EVERY_KIND), ALICE_CAME),
    scenario('a client without mutual authentication', (*CLIENT, '--no-mutual'), OUR_SERVER, EVERY_KIND, EVERY_KIND),
    scenario('a server', ('kerberos_client', *CLIENT[1:]), ('kerberos_server.exe', '--once'),
             (*EVERY_KIND, r'User +EXAMPLE.TEST\\alice'), EVERY_KIND),
    scenario('a message that is altered', (*CLIENT, '--sealed', '--alter'), OUR_SERVER, (),
             ('DecryptMessage: SEC_E_MESSAGE_ALTERED',), 1, 1),
    scenario('a service that there is not', (*CLIENT[:-1], 'nobody/nowhere'), OUR_SERVER,
             ('InitializeSecurityContext: SEC_E_',), (), 1, 1),
    scenario('a client in C++', ('cxx_client.exe', '{port}', SERVICE, 'Kerberos'), OUR_SERVER,
             ('Established, mutually', 'Received Hello from the server, encrypted', 'Verified Hello from the server'),
             ('"sealed by C\\+\\+", was sealed', '"signed by C\\+\\+", was signed')),
    scenario('a client in C++ that negotiates', ('cxx_client.exe', '{port}', SERVICE, 'Negotiate'),
             (*OUR_SERVER, '--package', 'Negotiate'), ('Established, mutually', 'encrypted', 'Verified')),
    scenario('a stream', ('stream_client.exe', '127.0.0.1', '{port}', SERVICE), ('stream_server', '0'),
             (f'this is {SERVICE}', 'hello', 'and good bye'), ('alice@EXAMPLE.TEST says 6 octets',), server_ends=None,
             given='hello\nand good bye\n'),
    # This one is last: Wine writes the ticket into the user's cache.
    scenario('a client with a password', (*CLIENT, '--user', USER, '--domain', mit_realm.REALM, '--password', PASSWORD),
             OUR_SERVER, EVERY_KIND, ALICE_CAME),
)


class stage:
    """Where scenarios run: a realm, a Wine, and the programs by name."""

    def __init__(self, realm, programs):
        self.realm = realm
        self.programs = programs

    def start(self, command, given=''):
        path = self.programs[command[0]]
        loader = (wine.LOADER,) if command[0].endswith('.exe') else ()
        with tempfile.TemporaryFile() as stdin:
            stdin.write(given.encode())
            stdin.seek(0)
            return self.realm.start(*loader, path, *command[1:], stdin=stdin)

    def run(self, each):
        """What did not go as the scenario says."""
        server = self.start(each.server) if each.server else None
        port = port_of(server) if server else ''
        client = self.start([word.format(port=port) for word in each.client], each.given)
        ends = [('client', client, each.client_ends, each.client_says)]
        if server and each.server_ends is None:
            mit_realm.finish(client)
            server.terminate()
            ends.append(('server', server, 0, each.server_says))
        elif server:
            ends.append(('server', server, each.server_ends, each.server_says))
        for who, process, status, patterns in ends:
            ended, said = mit_realm.finish(process)
            print(f'--- {each.name}: the {who} ended with {ended}\n{said}', flush=True)
            if ended != status:
                yield f'{each.name}: the {who} ended with {ended}, not {status}'
            for pattern in patterns:
                if not re.search(pattern, said):
                    yield f'{each.name}: the {who} did not say {pattern!r}'


def run(programs):
    with MitRealm(None) as realm, wine.prefix(realm.directory / 'wine') as windows:
        realm.environment.update(windows.environment)
        realm.create(False)
        realm.start_kdc()
        realm.kinit()
        here = stage(realm, programs)
        return [complaint for each in SCENARIOS for complaint in here.run(each)]


def lacking(programs):
    if not any(name.endswith('.exe') for name in programs):
        yield 'mingw-w64'
    if wine.LOADER is None:
        yield 'Wine'
    yield from mit_realm.missing_programs()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('programs', nargs='*', help='paths; what they are called is the name of the file')
    programs = {pathlib.Path(path).name: path for path in parser.parse_args().programs}
    missing = list(lacking(programs))
    if missing:
        print(f'skipped: not installed: {", ".join(missing)}')
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        complaints = run(programs)
    except Unexpected as unexpected:
        complaints = [str(unexpected)]
    print('\n'.join(['NOT AS EXPECTED', *complaints]) if complaints else f'{len(SCENARIOS)} scenarios')
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main())
