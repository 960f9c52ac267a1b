# SPDX-License-Identifier: BSL-1.0
"""A name server that asks those of the domains, each for its own names, and knows no others."""

import socket
import threading

NO_SUCH_NAME = b'\x81\x83'
HEADER = 12


def name_in(query):
    """The name that is asked for in lower case, and where the question ends (RFC 1035 4.1.2)."""
    labels, at = [], HEADER
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode('latin-1').lower())
        at += 1 + query[at]
    return '.'.join(labels), at + 5


class DnsRouter:
    def __init__(self, address, servers):
        """servers: domain to address."""
        self.servers = servers
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, client = self.socket.recvfrom(65536)
            threading.Thread(target=self.answer, args=(query, client), daemon=True).start()

    def answer(self, query, client):
        name, end = name_in(query)
        server = next((self.servers[each] for each in self.servers if name == each or name.endswith(f'.{each}')), None)
        if server is None:
            self.socket.sendto(query[:2] + NO_SUCH_NAME + query[4:6] + bytes(6) + query[HEADER:end], client)
            return
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as onward:
            onward.settimeout(4)
            onward.sendto(query, (server, 53))
            try:
                self.socket.sendto(onward.recv(65536), client)
            except OSError:  # who asked will ask again
                pass
