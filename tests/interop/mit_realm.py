#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Sets up a realm of MIT Kerberos on the loopback and lets one scenario run in it: MIT's programs against ours."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

REALM = 'EXAMPLE.TEST'
HOST = 'server.example.test'
SERVICE = f'sample/{HOST}'
HOSTED_SERVICE = f'sample@{HOST}'
USER, PASSWORD = 'alice', 'correct horse'
PROGRAMS = ('krb5kdc', 'kdb5_util', 'kadmin.local', 'kinit', 'gss-client', 'gss-server')
PATIENCE = 15  # seconds for any one program

# Heimdal reads default_etypes, MIT the others.
KRB5_CONF = '''[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    forwardable = true
    client_aware_channel_bindings = {aware}
    allow_weak_crypto = true
    allow_rc4 = true
    allow_des3 = true
    default_ccache_name = FILE:{directory}/ccache
    default_keytab_name = FILE:{directory}/keytab
    default_tkt_enctypes = {enctypes}
    default_tgs_enctypes = {enctypes}
    default_etypes = {enctypes}
[realms]
    {realm} = {{
        kdc = 127.0.0.1:{port}
    }}
[domain_realm]
    .example.test = {realm}
'''

KDC_CONF = '''[kdcdefaults]
    kdc_listen = 127.0.0.1:{port}
    kdc_tcp_listen = 127.0.0.1:{port}
[realms]
    {realm} = {{
        database_name = {directory}/principal
        key_stash_file = {directory}/stash
        acl_file = {directory}/acl
        max_life = 10h
        max_renewable_life = 7d
        supported_enctypes = {keysalts}
    }}
[logging]
    kdc = FILE:{directory}/kdc.log
    default = FILE:{directory}/kdc.log
'''


class Unexpected(Exception):
    """Something did not go as the scenario says."""


def search_path():
    return os.pathsep.join([os.environ.get('PATH', os.defpath), '/usr/local/sbin', '/usr/sbin', '/sbin'])


def missing_programs(others=()):
    return [program for program in (*PROGRAMS, *others) if shutil.which(program, path=search_path()) is None]


def free_port():
    """A port that is free now; who uses it must be ready to try another."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class MitRealm:
    """A directory with a realm in it, and the processes that were started there; all of it goes at the end."""

    def __init__(self, enctype, aware=False):
        self.aware = aware
        self.enctypes = [enctype] if enctype else ['aes256-cts-hmac-sha1-96', 'aes128-cts-hmac-sha1-96']
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='sspi-mit-'))
        self.processes = []
        self.outputs = 0
        self.kdc = None
        kerberos = {'KRB5_CONFIG': 'krb5.conf', 'KRB5_KDC_PROFILE': 'kdc.conf', 'KRB5RCACHEDIR': '.'}
        self.environment = {**os.environ, 'PATH': search_path(), 'LC_ALL': 'C.UTF-8',
                            'KRB5CCNAME': f'FILE:{self.directory}/ccache',
                            'KRB5_KTNAME': f'FILE:{self.directory}/keytab',
                            **{name: str(self.directory / file) for name, file in kerberos.items()}}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.kill()
            process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self, *command, stdin=subprocess.DEVNULL, stdout=None):
        """Starts a program whose output goes to a file, process.output; what goes to stdout only if that is not given."""
        self.outputs += 1
        output = self.directory / f'output-{self.outputs}'
        with output.open('wb') as file:
            process = subprocess.Popen(command, env=self.environment, stdin=stdin, stdout=stdout or file,
                                       stderr=file)
        process.output = output
        self.processes.append(process)
        return process

    def start_joined(self, one, other):
        """Starts two programs, each of which reads what the other writes to stdout."""
        (from_one, to_other), (from_other, to_one) = os.pipe(), os.pipe()
        processes = self.start(*one, stdin=from_other, stdout=to_other), self.start(*other, stdin=from_one, stdout=to_one)
        for end in (from_one, to_other, from_other, to_one):
            os.close(end)
        return processes

    def run(self, *command, given=''):
        done = subprocess.run(command, env=self.environment, input=given, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        if done.returncode:
            raise Unexpected(f'{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}')
        return done.stdout + done.stderr

    def write_configuration(self, port):
        values = {'realm': REALM, 'aware': 'true' if self.aware else 'false', 'directory': self.directory, 'port': port, 'enctypes': ' '.join(self.enctypes),
                  'keysalts': ' '.join(f'{each}:normal' for each in self.enctypes)}
        (self.directory / 'krb5.conf').write_text(KRB5_CONF.format(**values), encoding='utf-8')
        (self.directory / 'kdc.conf').write_text(KDC_CONF.format(**values), encoding='utf-8')

    def create(self, trusted):
        """The database with one user and two services; only the first service's key is in the keytab.

        Tickets for a trusted service carry OK-AS-DELEGATE.
        """
        self.write_configuration(1)
        self.run('kdb5_util', 'create', '-s', '-r', REALM, '-P', 'master')
        trust = '+' if trusted else '-'
        commands = (f'addprinc +requires_preauth -pw "{PASSWORD}" {USER}', f'addprinc {trust}ok_as_delegate -randkey {SERVICE}',
                    f'addprinc -randkey other/{HOST}', f'ktadd -k {self.directory}/keytab -norandkey {SERVICE}',
                    f'ktadd -k {self.directory}/other.keytab -norandkey other/{HOST}')
        answer = self.run('kadmin.local', '-r', REALM, given='\n'.join(commands) + '\n')
        if not (self.directory / 'other.keytab').exists():
            raise Unexpected(f'kadmin.local: {answer}')

    def start_kdc(self):
        for _ in range(5):
            self.write_configuration(free_port())
            (self.directory / 'kdc.log').unlink(missing_ok=True)
            self.kdc = self.start('krb5kdc', '-n', '-r', REALM)
            if wait_until(lambda: 'commencing operation' in self.kdc_log() or self.kdc.poll() is not None) \
                    and self.kdc.poll() is None:
                return
            self.stop_kdc()
        raise Unexpected(f'krb5kdc does not start:\n{self.kdc_log()}')

    def kdc_log(self):
        log = self.directory / 'kdc.log'
        return log.read_text(errors='replace') if log.exists() else ''

    def stop_kdc(self):
        self.kdc.kill()
        self.kdc.wait()

    def kinit(self):
        self.run('kinit', '-f', USER, given=PASSWORD + '\n')


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def finish(process):
    """The exit status and the output."""
    try:
        status = process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        status = 'killed: it did not end'
    return status, process.output.read_text(errors='replace')
