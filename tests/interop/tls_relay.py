# SPDX-License-Identifier: BSL-1.0
"""Who sits between a client and a server of TLS with a certificate of his own, and passes on what both say."""

import socket
import ssl
import threading

import mit_realm


class TlsRelay:
    """Takes connections at .port, and opens one to the server for each."""

    def __init__(self, server_port, certificate, key):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.server_port = server_port
        self.to_client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.to_client.load_cert_chain(certificate, key)
        self.to_server = ssl.create_default_context()
        self.to_server.check_hostname = False
        self.to_server.verify_mode = ssl.CERT_NONE
        self.worker = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.worker.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.worker.join(mit_realm.PATIENCE)

    def run(self):
        while True:
            try:
                plain = self.listener.accept()[0]
            except OSError:
                return
            try:
                self.relay(plain)
            except OSError:
                pass  # a client that does not like the certificate

    def relay(self, plain):
        server = self.to_server.wrap_socket(socket.create_connection(('127.0.0.1', self.server_port)))
        with self.to_client.wrap_socket(plain, server_side=True) as client, server:
            back = threading.Thread(target=self.copy, args=(server, client), daemon=True)
            back.start()
            self.copy(client, server)
            back.join(mit_realm.PATIENCE)

    @staticmethod
    def copy(source, target):
        try:
            while octets := source.recv(65536):
                target.sendall(octets)
        except OSError:
            pass
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
