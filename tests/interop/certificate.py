# SPDX-License-Identifier: BSL-1.0
"""A certificate for the realm's host and for 127.0.0.1, signed by itself."""

import mit_realm


def make(directory, run, name='server'):
    """The files of certificate and key. Who checks it trusts the certificate itself."""
    certificate, key = directory / f'{name}.pem', directory / f'{name}.key'
    run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha384', '-days', '2',
        '-subj', f'/CN={mit_realm.HOST}', '-addext', f'subjectAltName=DNS:{mit_realm.HOST},IP:127.0.0.1',
        '-keyout', str(key), '-out', str(certificate))
    key.chmod(0o644)  # of a server that is gone in a moment
    return str(certificate), str(key)
