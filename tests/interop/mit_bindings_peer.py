#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A peer with channel bindings on MIT's library, which gss-server and gss-client do not have.

usage: mit_bindings_peer.py accept BINDINGS | mit_bindings_peer.py initiate PORT SERVICE BINDINGS
BINDINGS is the application data, or none.
"""

import ctypes
import socket
import sys

from mit_dce_peer import (CONTEXT, CONTEXT_NEXT, CONTINUE_NEEDED, INTEGRITY, MIC, MUTUAL, NOOP, Buffer, Connection, call,
                          library, word)


class Bindings(ctypes.Structure):
    _fields_ = [('initiator_type', word), ('initiator', Buffer), ('acceptor_type', word), ('acceptor', Buffer),
                ('application', Buffer)]


def bindings_of(text):
    """What to pass for the bindings; the text has to stay, so it is kept with them."""
    if text == 'none':
        return None
    data = Buffer.of(text.encode())
    made = Bindings(0, Buffer(), 0, Buffer(), data)
    made.text = data
    return made


def reference(bindings):
    return ctypes.byref(bindings) if bindings else None


def accept_token(handle, token, bindings):
    """The major status and the token, which may come with a failure."""
    minor, output = word(), Buffer()
    library.gss_accept_sec_context.restype = word
    major = library.gss_accept_sec_context(
        ctypes.byref(minor), ctypes.byref(handle), None, ctypes.byref(Buffer.of(token)), reference(bindings), None, None,
        ctypes.byref(output), None, None, None)
    return major, output.octets() if output.length else b''


def answer_messages(connection, handle):
    flags, message = connection.receive()
    while not flags & NOOP:
        text, mic = Buffer(), Buffer()
        call('gss_unwrap', handle, ctypes.byref(Buffer.of(message)), ctypes.byref(text), None, None)
        call('gss_get_mic', handle, word(0), ctypes.byref(text), ctypes.byref(mic))
        connection.send(MIC, mic.octets())
        flags, message = connection.receive()


def accept(bindings):
    with socket.create_server(('127.0.0.1', 0)) as listener:
        print(f'Listening on port {listener.getsockname()[1]}', flush=True)
        connection = Connection(listener.accept()[0])
    connection.receive()
    handle = ctypes.c_void_p()
    major, token = accept_token(handle, connection.receive()[1], bindings)
    if token:
        connection.send(CONTEXT, token)
    if major:
        sys.exit(f'refused: {major:#x}')
    print('accepted')
    answer_messages(connection, handle)


def initiate(port, service, bindings):
    connection = Connection(socket.create_connection(('127.0.0.1', int(port))))
    name, handle, token = ctypes.c_void_p(), ctypes.c_void_p(), b''
    kind = ctypes.c_void_p.in_dll(library, 'GSS_C_NT_HOSTBASED_SERVICE')
    call('gss_import_name', ctypes.byref(Buffer.of(service.encode())), kind, ctypes.byref(name))
    connection.send(NOOP | CONTEXT_NEXT)
    more = True
    while more:
        output = Buffer()
        given = ctypes.byref(Buffer.of(token)) if token else None
        more = call('gss_init_sec_context', None, ctypes.byref(handle), name, None, word(MUTUAL | INTEGRITY), word(0),
                    reference(bindings), given, None, ctypes.byref(output), None, None) == CONTINUE_NEEDED
        if output.length:
            connection.send(CONTEXT, output.octets())
        token = connection.receive()[1] if more else b''
    print('initiated')
    connection.send(NOOP)


if __name__ == '__main__':
    if sys.argv[1] == 'accept':
        accept(bindings_of(sys.argv[2]))
    else:
        initiate(sys.argv[2], sys.argv[3], bindings_of(sys.argv[4]))
