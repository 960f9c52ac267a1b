# SPDX-License-Identifier: BSL-1.0
"""A server of the test's own, on a port of loopback that nobody else has."""

import socket
import threading

import mit_realm


class Listener:
    """Takes connections at .port, one after the other, until its `with` ends."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
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
                client = self.listener.accept()[0]
            except OSError:
                return
            try:
                with client:
                    self.serve(client)
            except OSError:
                pass  # somebody went

    def serve(self, client):
        raise NotImplementedError
