#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The library in a Windows domain, row by row, against Samba domain controllers of two forests that are made for it."""

import argparse
import pathlib
import re
import sys
import tempfile

import controller
import rows

PASSWORD = 'Passw0rd of a test'
DOMAINS = {'ad.example.test': '10.99.0.1', 'b.example.test': '10.99.0.2'}


class Domain:
    """A controller with its accounts and keytabs, and what rows ask of it."""

    def __init__(self, host, other, arguments):
        self.host, self.program, self.ldap_client = host, arguments.program, arguments.ldap
        bob = accounts_of(other, 'bob')
        self.sids = {**bob, **accounts_of(host, 'all', f'S-1-{bob["bob"]}')}
        self.keytabs = {'services': host.export('services.keytab', rows.WEB, rows.LEGACY),
                        'accounts': host.export('accounts.keytab', 'legacy', 'web'),
                        'computer': host.export('computer.keytab', 'WS1$')}
        self.password, self.alice = PASSWORD, self.user('alice')

    @staticmethod
    def user(name):
        return ('--user', name, '--password', PASSWORD)

    def kinit(self, name):
        status, output = self.host.outcome('kinit', name, given=PASSWORD + '\n')
        if status:
            raise controller.Unexpected(output)

    def expect(self, options, patterns, keytab='', fails=False, configuration=''):
        """One login with these options: how it ends, and what it says."""
        keys = ('--keytab', self.keytabs[keytab]) if keytab else ()
        return self.expect_of(self.program, (*options, *keys), patterns, fails, configuration)

    def expect_of(self, program, options, patterns, fails=False, configuration=''):
        status, output = self.host.outcome(program, *options, configuration=configuration)
        absent = [each for each in patterns if not re.search(each, output, re.MULTILINE)]
        if (status != 0) != fails or absent:
            raise controller.Unexpected(f'{" ".join(options)}: ended with {status}, without {absent}:\n{output[:4000]}')
        return output

    def expect_account(self, who, name, groups, keytab, target=rows.WEB):
        identifiers = [f'S-1-{self.sids[each]}$' for each in (name, *groups)]
        patterns = (rf'^seen as: ADX\\{re.escape(name)}$', f'^account: {re.escape(name)}$', '^domain: ADX$',
                    '^dns domain: AD.EXAMPLE.TEST$', f'^sid: {identifiers[0]}', f'^for: {target}$',
                    rf'^token: {identifiers[0][:-1]} ADX\\{re.escape(name)}$',
                    *(f'^{kind}: {each}' for kind in ('group', 'token group') for each in identifiers[1:]))
        return self.expect((*who, '--target', target), patterns, keytab=keytab)

    def expect_logon(self, name, principal, account=r'ADX\alice', configuration=''):
        self.expect((*self.user(name), '--target', rows.WEB), (f'^logged on: {principal}$', f'^seen as: {re.escape(account)}$'),
                    keytab='accounts', configuration=configuration)


def accounts_of(host, *which):
    """Adds them; gives the identifiers of those that rows name, without what all begin with."""
    script = pathlib.Path(__file__).with_name('accounts.py')
    told = controller.run(controller.SYSTEM_PYTHON, '-B', script, host.configuration, PASSWORD, *which)
    return dict(line.split(' S-1-') for line in told.splitlines() if ' S-1-' in line)


def run_rows(domain, wanted):
    failures = 0
    for sentence, row in rows.ROWS:
        if not all(word in sentence for word in wanted):
            continue
        if row is rows.directories and domain.ldap_client is None:
            print(f'left out, without the example: {sentence}', flush=True)
            continue
        try:
            row(domain)
            print(f'passed: {sentence}', flush=True)
        except controller.Unexpected as error:
            failures += 1
            print(f'failed: {sentence}: {error}', flush=True)
    return 1 if failures else 0


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--ldap', help='the example that binds to directories')
    parser.add_argument('program', help='what logs in')
    parser.add_argument('words', nargs='*', help='of the rows that are wanted')
    return parser.parse_args()


def main():
    arguments = read_arguments()
    reason = controller.missing()
    if reason:
        print(reason)
        return 77
    controller.enter_namespaces()
    controller.end_on_signals()
    with tempfile.TemporaryDirectory(prefix='sspi-domain-') as directory:
        router = controller.prepare_namespaces(pathlib.Path(directory), DOMAINS)
        with controller.Controller('ad.example.test', 'ADX', router.servers['ad.example.test']) as host, \
                controller.Controller('b.example.test', 'BDX', router.servers['b.example.test']) as other:
            host.trust(other)
            return run_rows(Domain(host, other, arguments), arguments.words)


if __name__ == '__main__':
    sys.exit(main())
