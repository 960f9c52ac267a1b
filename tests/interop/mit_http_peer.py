#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A client of HTTP on MIT's library whose login takes several requests, because it is in DCE style.

usage: mit_http_peer.py PORT SERVICE
"""

import base64
import ctypes
import http.client
import sys

from mit_dce_peer import Buffer, Context, call, library


def name_of(service):
    name = ctypes.c_void_p()
    kind = ctypes.c_void_p.in_dll(library, 'GSS_C_NT_HOSTBASED_SERVICE')
    call('gss_import_name', ctypes.byref(Buffer.of(service.encode())), kind, ctypes.byref(name))
    return name


def get(connection, token=b''):
    """The status, the token and the page."""
    fields = {'Authorization': 'Negotiate ' + base64.b64encode(token).decode()} if token else {}
    connection.request('GET', '/', headers=fields)
    answer = connection.getresponse()
    offered = (answer.getheader('WWW-Authenticate') or '').removeprefix('Negotiate').strip()
    return answer.status, base64.b64decode(offered), answer.read().decode()


def log_in(port, name, elsewhere):
    """What each request came to; the last token goes over another connection, if it has to."""
    connection, other = (http.client.HTTPConnection('127.0.0.1', port, timeout=15) for _ in range(2))
    context = Context()
    outcomes = [get(connection)]
    _, token = context.initiate(name, b'')
    outcomes.append(get(connection, token))
    outcomes.append(get(connection))  # half a login is none
    _, token = context.initiate(name, outcomes[1][1])
    outcomes.append(get(other if elsewhere else connection, token))
    if not elsewhere:
        outcomes.append(get(connection))
        outcomes.append(get(connection, Context().initiate(name, b'')[1]))
        outcomes.append(get(connection))  # who begins again is nobody until it is done
    return [(status, bool(answer), page.strip()) for status, answer, page in outcomes]


def main():
    port, name = int(sys.argv[1]), name_of(sys.argv[2])
    nobody, hello = 'Who are you?', 'Hello, alice@EXAMPLE.TEST'
    begun = [(401, False, nobody), (401, True, nobody), (401, False, nobody)]
    for elsewhere, end in ((False, [(200, False, hello)] * 2 + begun[1:]), (True, [(401, False, nobody)])):
        outcomes = log_in(port, name, elsewhere)
        if outcomes != begun + end:
            sys.exit(f'{elsewhere}: {outcomes}')


if __name__ == '__main__':
    main()
