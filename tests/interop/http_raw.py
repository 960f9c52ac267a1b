# SPDX-License-Identifier: BSL-1.0
"""Clients that our HTTP server has to put up with, octet by octet."""

import re
import socket

import mit_realm
import relay


class Recorder(relay.Relay):
    """Keeps what the client says."""

    said = b''

    def from_client(self, octets):
        self.said += octets
        return octets

    def token(self):
        return re.search(rb'Authorization: Negotiate (\S+)', self.said).group(1).decode()


def ask(port, *fields, start='GET / HTTP/1.1'):
    """The answers of the server to a request, until it closes or says nothing more."""
    with socket.create_connection(('127.0.0.1', port), timeout=mit_realm.PATIENCE) as connection:
        connection.sendall('\r\n'.join([start, f'Host: {mit_realm.HOST}', 'Connection: close', *fields, '', '']).encode())
        answer = b''
        while octets := connection.recv(65536):
            answer += octets
    return answer.decode()


def check(port, used):
    """`used` is a token that has logged somebody in."""
    token = f'Authorization: Negotiate {used}'
    half = f'Authorization: Negotiate {used[:len(used) // 8 * 4]}'
    for what, status, fields in (
            ('a request without a token', 401, ()),
            ('another scheme', 401, ('Authorization: Basic YTpi',)),
            ('no token', 400, ('Authorization: Negotiate',)),
            ('no base64', 400, ('Authorization: Negotiate ?!',)),
            ('padding within', 400, ('Authorization: Negotiate YQ==YQ==',)),
            ('a token of zeros', 401, ('Authorization: Negotiate ' + 'A' * 400,)),
            ('half a token', 401, (half,)),
            ('a token for the second time', 401, (token,)),
            ('two fields', 400, (token, token)),
            ('a field that is too long', 431, ('Authorization: Negotiate ' + 'A' * 200000,)),
            ('too many fields', 431, ('X: ' + 'y' * 1000,) * 200)):
        answer = ask(port, *fields)
        if not answer.startswith(f'HTTP/1.1 {status} ') or 'Hello' in answer or answer.count('HTTP/1.1') != 1 or \
                (status == 401) != ('WWW-Authenticate: Negotiate\r\n' in answer):
            raise mit_realm.Unexpected(f'{what}: {answer}')
    if not ask(port, 'Content-Length: 1000000', start='POST / HTTP/1.1').startswith('HTTP/1.1 413 '):
        raise mit_realm.Unexpected('a body that is too long is not refused')
    if not ask(port, start='nonsense').startswith('HTTP/1.1 400 '):
        raise mit_realm.Unexpected('what is no HTTP is not refused')
