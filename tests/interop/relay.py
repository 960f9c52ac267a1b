# SPDX-License-Identifier: BSL-1.0
"""Who sits between a client and a server, and passes on what both say, or something else."""

import select
import socket
import ssl

import listening


class Relay(listening.Listener):
    """Opens a connection to the server for each that it takes."""

    def __init__(self, server_port):
        super().__init__()
        self.server_port = server_port

    def serve(self, client):
        with self.open(client, socket.create_connection(('127.0.0.1', self.server_port))) as (one, other):
            self.relay(one, other)

    def open(self, client, server):
        return Pair(client, server)

    def relay(self, client, server):
        """In one thread: Python's TLS is not for two at a time."""
        ways = {client: (server, self.from_client), server: (client, self.from_server)}
        while ways:
            for source in self.readable(ways):
                target, change = ways[source]
                octets = self.receive(source)
                if octets:
                    target.sendall(change(octets))
                elif octets is not None:
                    del ways[source]
                    self.end(target)

    @staticmethod
    def readable(sockets):
        """Those that have something, of which TLS may have read more than it was asked for."""
        waiting = [each for each in sockets if isinstance(each, ssl.SSLSocket) and each.pending()]
        return waiting or select.select(list(sockets), [], [])[0]

    @staticmethod
    def receive(source):
        """Octets, none at the end, or None where there was nothing for us in it, such as a session's ticket."""
        source.setblocking(False)
        try:
            return source.recv(65536)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        finally:
            source.setblocking(True)

    @staticmethod
    def end(target):
        target.shutdown(socket.SHUT_WR)

    def from_client(self, octets):
        return octets

    def from_server(self, octets):
        return octets


class Pair:
    """Two sockets that are closed together."""

    def __init__(self, client, server):
        self.sockets = client, server

    def __enter__(self):
        return self.sockets

    def __exit__(self, *_):
        for each in self.sockets:
            each.close()


class TlsRelay(Relay):
    """Has a certificate of its own for the client, and takes any from the server."""

    def __init__(self, server_port, certificate, key):
        super().__init__(server_port)
        self.to_client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.to_client.load_cert_chain(certificate, key)
        self.to_server = ssl.create_default_context()
        self.to_server.check_hostname = False
        self.to_server.verify_mode = ssl.CERT_NONE

    def open(self, client, server):
        return Pair(self.to_client.wrap_socket(client, server_side=True), self.to_server.wrap_socket(server))

    @staticmethod
    def end(target):
        """TLS has no half of a connection: whoever ends it ends both."""
        raise ConnectionAbortedError


class Altering(Relay):
    """Spoils the last octet of what the server says in one of its turns; 0 is the first."""

    def __init__(self, server_port, turn):
        super().__init__(server_port)
        self.turns_left = turn

    def from_server(self, octets):
        self.turns_left -= 1
        return octets if self.turns_left != -1 else octets[:-1] + bytes([octets[-1] ^ 1])
