# SPDX-License-Identifier: BSL-1.0
"""Samba Active Directory domain controllers in namespaces of their own: network, mounts and processes, which all go with them."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import dns_router

RESOLVER = '10.99.0.9'
ADMINISTRATOR = 'Adm1n-Passw0rd'
PORTS = (53, 88, 135, 389, 445, 464, 636)
PATIENCE = 120  # seconds until it answers, which takes some 15 on a machine without other work
NAMESPACES = ('unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc')
INSIDE = 'SSPI_TEST_INSIDE_NAMESPACES'
SYSTEM_PYTHON = '/usr/bin/python3'  # which the bindings of Samba are for
PROGRAMS = ('samba', 'samba-tool', 'ip', 'unshare', 'mount')

OPTIONS = '''
    log file = {directory}/log.%m
    pid directory = {directory}
    ncalrpc dir = {directory}/ncalrpc
    ntp signd socket directory = {directory}/ntp
    xattr_tdb:file = {directory}/xattr.tdb
    server services = rpc, ldap, kdc, dns, cldap, winbindd, s3fs
    dns update command = /bin/true
    spn update command = /bin/true
    gpo update command = /bin/true
    disable netbios = yes
    load printers = no
    printing = bsd
    printcap name = /dev/null
    ldap server require strong auth = allow_sasl_over_tls
'''

# What a computer has that has joined a domain, and no more.
KRB5_CONF = '''[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = true
    rdns = false
'''


class Unexpected(Exception):
    """Something did not go as the test says."""


def missing():
    """Why there can be no domain controller here; nothing where there can."""
    if os.geteuid() != 0:
        return 'a domain controller needs root'
    programs = [each for each in PROGRAMS if shutil.which(each) is None]
    if programs:
        return f'not installed: {", ".join(programs)} (samba-ad-dc, samba-ad-provision, iproute2)'
    if subprocess.run([SYSTEM_PYTHON, '-c', 'import samba.samdb, samba.provision'], capture_output=True, check=False).returncode:
        return 'not installed: python3-samba'
    if not pathlib.Path('/usr/share/samba/setup').is_dir():
        return 'not installed: samba-ad-provision'
    if subprocess.run([*NAMESPACES, 'true'], capture_output=True, check=False).returncode:
        return 'namespaces cannot be made here'
    return None


def enter_namespaces():
    """Goes on in them: this program is started anew, and all that it starts ends with it."""
    if INSIDE not in os.environ:
        os.environ[INSIDE] = '1'
        os.execvp(NAMESPACES[0], [*NAMESPACES, sys.executable, '-B', *sys.argv])


def prepare_namespaces(directory, domains):
    """domains: DNS name of a domain to the address of its controller."""
    run('ip', 'link', 'set', 'lo', 'up')
    for address in (RESOLVER, *domains.values()):
        run('ip', 'address', 'add', f'{address}/32', 'dev', 'lo')
    hosts = ''.join(f'{address} dc.{name} \n' for name, address in domains.items())
    for path, text in (('/etc/resolv.conf', f'nameserver {RESOLVER}\n'), ('/etc/hosts', f'127.0.0.1 localhost\n{hosts}')):
        own = directory / pathlib.Path(path).name
        own.write_text(text, encoding='utf-8')
        run('mount', '--bind', str(own), path)
    pathlib.Path('/run/samba').mkdir(exist_ok=True)
    return dns_router.DnsRouter(RESOLVER, domains)


def run(*command, given=''):
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise Unexpected(f'{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}')
    return done.stdout


class Controller:
    """Of a domain with this DNS name, made, started and asked within the namespaces."""

    def __init__(self, name, netbios, address):
        self.name, self.realm, self.netbios, self.address = name, name.upper(), netbios, address
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='sspi-dc-'))
        self.configuration = self.directory / 'etc' / 'smb.conf'
        self.process = None

    def __enter__(self):
        self.provision()
        self.start()
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.remove()

    def remove(self):
        """Those that Samba started end after it, and take their files away themselves meanwhile."""
        end = time.monotonic() + 10
        while self.directory.exists() and time.monotonic() < end:
            shutil.rmtree(self.directory, ignore_errors=True)
            time.sleep(0.1)

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding='utf-8')
        return path

    def provision(self):
        seed = self.write('seed.conf', '')  # not the system's smb.conf
        run('samba-tool', 'domain', 'provision', '-s', seed, f'--realm={self.realm}', f'--domain={self.netbios}',
            '--server-role=dc', '--dns-backend=SAMBA_INTERNAL', '--host-name=dc', f'--host-ip={self.address}',
            f'--adminpass={ADMINISTRATOR}', f'--targetdir={self.directory}', f'--option=interfaces={self.address}/32',
            '--option=bind interfaces only=yes', f'--option=posix:eadb={self.directory}/eadb.tdb',
            '--option=vfs objects=dfs_samba4 acl_xattr xattr_tdb')
        lines = self.configuration.read_text(encoding='utf-8').splitlines(True)
        lines = [line for line in lines if 'dns forwarder' not in line]
        lines.insert(lines.index('[global]\n') + 1, OPTIONS.format(directory=self.directory))
        self.configuration.write_text(''.join(lines), encoding='utf-8')

    def start(self):
        # Each has a /run/samba of its own, where winbindd's socket is, whatever the configuration says.
        command = f'mount -t tmpfs tmpfs /run/samba && exec samba -F --no-process-group -s {self.configuration}'
        with (self.directory / 'samba.out').open('wb') as output:
            self.process = subprocess.Popen(['unshare', '--mount', 'sh', '-c', command], stdout=output, stderr=output,
                                            stdin=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        for port in PORTS:
            while not self.answers(port):
                if self.process.poll() is not None or time.monotonic() > end:
                    raise Unexpected(f'port {port} is silent:\n{self.log()}')
                time.sleep(0.1)
        run('samba_spnupdate', '-s', self.configuration)  # of the directory, among others

    def answers(self, port):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((self.address, port)) == 0

    def trust(self, other):
        """Both ways, between forests."""
        run('samba-tool', 'domain', 'trust', 'create', other.name, '--type=forest', '--direction=both', '-s', self.configuration,
            '-U', f'{other.netbios}\\Administrator%{ADMINISTRATOR}', f'--local-dc-username={self.netbios}\\Administrator',
            f'--local-dc-password={ADMINISTRATOR}')

    def log(self):
        return (self.directory / 'samba.out').read_text(errors='replace')

    def outcome(self, *command, configuration='', given=''):
        """How a program ends in this domain, and what it says; `configuration` is put behind what krb5.conf has."""
        conf = self.write('used.conf', KRB5_CONF.format(realm=self.realm) + configuration)
        environment = {**os.environ, 'KRB5_CONFIG': str(conf), 'KRB5CCNAME': f'FILE:{self.directory}/ccache', 'LC_ALL': 'C.UTF-8'}
        done = subprocess.run(command, env=environment, input=given.encode(), capture_output=True, timeout=PATIENCE, check=False)
        return done.returncode, (done.stdout + done.stderr).decode(errors='replace')

    def export(self, keytab, *names):
        """The keys of accounts, or of their services, as an administrator exports them."""
        path = self.directory / keytab
        for name in names:
            run('samba-tool', 'domain', 'exportkeytab', path, f'--principal={name}', '-s', self.configuration)
        if not path.exists():
            raise Unexpected(f'samba-tool exported no key of {names}')
        return str(path)


def end_on_signals():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends
