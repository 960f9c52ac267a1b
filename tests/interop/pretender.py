# SPDX-License-Identifier: BSL-1.0
"""A server that has not the service's key, and says what it was told to say."""

import socket
import threading

import mit_realm


class Pretender:
    """Answers each message of its clients, over however many connections, by the next of the answers; then it goes."""

    def __init__(self, *answers, closes=False):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.answers = list(answers)
        self.closes = closes
        self.connections = 0
        self.worker = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.worker.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.worker.join(mit_realm.PATIENCE)

    def run(self):
        try:
            while True:
                with self.listener.accept()[0] as client:
                    self.connections += 1
                    self.serve(client)
        except OSError:
            pass

    def serve(self, client):
        while self.answers and client.recv(65536):
            client.sendall(self.answers.pop(0))
            if self.closes:
                return
