# SPDX-License-Identifier: BSL-1.0
"""A server that has not the service's key, and says what it was told to say."""

import listening


class Pretender(listening.Listener):
    """Answers each message of its clients, over however many connections, by the next of the answers; then it goes."""

    def __init__(self, *answers, closes=False):
        super().__init__()
        self.answers = list(answers)
        self.closes = closes
        self.connections = 0

    def serve(self, client):
        self.connections += 1
        while self.answers and client.recv(65536):
            client.sendall(self.answers.pop(0))
            if self.closes:
                return
