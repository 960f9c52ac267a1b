#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A peer in DCE style on MIT's library: seals and unseals with header and data apart, as remote procedure calls do.

gss-server and gss-client cannot, for gss_unwrap does not know the rotation of Windows' DCE-style tokens.
usage: mit_dce_peer.py accept TEXT | mit_dce_peer.py initiate PORT SERVICE TEXT
"""

import ctypes
import socket
import struct
import sys

NOOP, CONTEXT, DATA, MIC, CONTEXT_NEXT, WRAPPED, ENCRYPTED, SEND_MIC = (1 << bit for bit in range(8))
IOV_DATA, IOV_HEADER, IOV_ALLOCATE = 1, 2, 0x10000
MUTUAL, REPLAY, SEQUENCE, CONFIDENTIALITY, INTEGRITY, DCE_STYLE = 0x2, 0x4, 0x8, 0x10, 0x20, 0x1000
CONTINUE_NEEDED = 1

library = ctypes.CDLL('libgssapi_krb5.so.2')
word = ctypes.c_uint32


class Buffer(ctypes.Structure):
    _fields_ = [('length', ctypes.c_size_t), ('value', ctypes.c_void_p)]

    @classmethod
    def of(cls, octets):
        made = cls(len(octets), None)
        made.kept = ctypes.create_string_buffer(octets, max(1, len(octets)))
        made.value = ctypes.addressof(made.kept)
        return made

    def octets(self):
        return ctypes.string_at(self.value, self.length)


class Iov(ctypes.Structure):
    _fields_ = [('type', word), ('buffer', Buffer)]


def call(name, *arguments):
    """Calls a GSS function; its minor status comes first, its major status decides."""
    minor = word()
    function = getattr(library, name)
    function.restype = word
    major = function(ctypes.byref(minor), *arguments)
    if major & 0xffff0000:
        sys.exit(f'{name}: major {major:#x}, minor {minor.value:#x}')
    return major


class Connection:
    """The protocol of MIT's gss-sample programs."""

    def __init__(self, connected):
        self.stream = connected.makefile('rwb')

    def send(self, flags, octets=b''):
        self.stream.write(struct.pack('>BI', flags, len(octets)) + octets)
        self.stream.flush()

    def receive(self):
        head = self.stream.read(5)
        if len(head) < 5:
            sys.exit('the other side has closed')
        flags, length = struct.unpack('>BI', head)
        return flags, self.stream.read(length)


class Context:
    def __init__(self):
        self.handle = ctypes.c_void_p()
        self.flags = word()

    def accept(self, token):
        output = Buffer()
        major = call('gss_accept_sec_context', ctypes.byref(self.handle), None, ctypes.byref(Buffer.of(token)), None,
                     None, None, ctypes.byref(output), ctypes.byref(self.flags), None, None)
        return major == CONTINUE_NEEDED, output.octets()

    def initiate(self, name, token):
        output = Buffer()
        wanted = MUTUAL | REPLAY | SEQUENCE | CONFIDENTIALITY | INTEGRITY | DCE_STYLE
        given = ctypes.byref(Buffer.of(token)) if token else None
        major = call('gss_init_sec_context', None, ctypes.byref(self.handle), name, None, word(wanted), word(0), None,
                     given, None, ctypes.byref(output), ctypes.byref(self.flags), None)
        return major == CONTINUE_NEEDED, output.octets()

    def unseal(self, header, data):
        kept = Buffer.of(header), Buffer.of(data)  # the structures below copy the addresses only
        parts = (Iov * 2)(Iov(IOV_HEADER, kept[0]), Iov(IOV_DATA, kept[1]))
        sealed = ctypes.c_int()
        call('gss_unwrap_iov', self.handle, ctypes.byref(sealed), None, parts, 2)
        return sealed.value != 0, parts[1].buffer.octets()

    def seal(self, data, confidential):
        kept = Buffer.of(data)
        parts = (Iov * 2)(Iov(IOV_HEADER | IOV_ALLOCATE, Buffer()), Iov(IOV_DATA, kept))
        call('gss_wrap_iov', self.handle, ctypes.c_int(confidential), word(0), None, parts, 2)
        return parts[0].buffer.octets() + parts[1].buffer.octets()

    def sign(self, text):
        mic = Buffer()
        call('gss_get_mic', self.handle, word(0), ctypes.byref(Buffer.of(text)), ctypes.byref(mic))
        return mic.octets()

    def verify(self, text, mic):
        call('gss_verify_mic', self.handle, ctypes.byref(Buffer.of(text)), ctypes.byref(Buffer.of(mic)), None)


def accept(text):
    with socket.create_server(('127.0.0.1', 0)) as listener:
        print(f'Listening on port {listener.getsockname()[1]}', flush=True)
        connection = Connection(listener.accept()[0])
    context, more = Context(), True
    connection.receive()
    while more:
        more, token = context.accept(connection.receive()[1])
        if token:
            connection.send(CONTEXT, token)
    print('DCE style' if context.flags.value & DCE_STYLE else 'not DCE style')
    flags, message = connection.receive()
    while not flags & NOOP:
        # In DCE style nothing follows the data, which keeps its length.
        sealed, opened = context.unseal(message[:-len(text)], message[-len(text):])
        print(f'Received message: "{opened.decode()}", {"sealed" if sealed else "not sealed"}')
        connection.send(MIC, context.sign(opened))
        flags, message = connection.receive()


def initiate(port, service, text):
    connection = Connection(socket.create_connection(('127.0.0.1', int(port))))
    name = ctypes.c_void_p()
    kind = ctypes.c_void_p.in_dll(library, 'GSS_C_NT_HOSTBASED_SERVICE')
    call('gss_import_name', ctypes.byref(Buffer.of(service.encode())), kind, ctypes.byref(name))
    context = Context()
    connection.send(NOOP | CONTEXT_NEXT)
    more, token = context.initiate(name, b'')
    connection.send(CONTEXT, token)
    while more:
        more, token = context.initiate(name, connection.receive()[1])
        if token:
            connection.send(CONTEXT, token)
    for confidential in (True, False, True):
        connection.send(DATA | WRAPPED | SEND_MIC | (ENCRYPTED if confidential else 0), context.seal(text, confidential))
        context.verify(text, connection.receive()[1])
        print('Signature verified')
    connection.send(NOOP)


if __name__ == '__main__':
    if sys.argv[1] == 'accept':
        accept(sys.argv[2].encode())
    else:
        initiate(sys.argv[2], sys.argv[3], sys.argv[4].encode())
