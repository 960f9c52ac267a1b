# SPDX-License-Identifier: BSL-1.0
"""Checks who includes whom: the layers call in one direction, and each foreign library stays in its rooms."""
import os
import re

import policy

# Where the builds look for <...>, in their order.
SEARCH = ("include", "include/sspi", "include/sspi/windows", "src", "tests", "tests/support")

# A file is in the first room whose pattern it matches.
ROOMS = (
    # On Windows, where the names below mean the system's headers.
    ("forwarding", r"include/sspi/sspi_windows\.h$"),
    ("contract", r"include/sspi/[^/]*\.h$"),
    ("windows", r"include/sspi/windows/"),
    ("detail", r"include/sspi/detail/"),
    ("testing api", r"include/sspi/testing/"),
    ("asio api", r"include/sspi/asio/"),
    ("api", r"include/sspi/.*\.hpp$"),
    ("abi", r"src/abi/"),
    ("core", r"src/core/"),
    ("advice", r"src/advice/"),
    ("exchange", r"src/exchange/"),
    ("messages", r"src/messages/"),
    ("wire", r"src/wire/"),
    ("backend", r"src/heimdal/"),
    ("seam", r"src/gss/"),
    ("linkage", r"src/linkage/"),
    ("transport", r"src/transport/"),
    ("process", r"src/process/"),
    ("result", r"src/(block_with_texts|failure|failure_record|never_destroyed|reason|shared_value|trace)\.hpp$"),
    ("kit's kdc", r"src/testing/kdc/"),
    ("kit's script", r"src/testing/script/"),
    ("kit's realm", r"src/testing/realm/"),
    ("kit's listeners", r"src/testing/listeners/"),
    ("kit's c face", r"src/testing/c_face/"),
    ("tools", r"tools/"),
    ("examples", r"examples/"),
    ("bench", r"bench/"),
    ("fuzz", r"fuzz/"),
    ("tests", r"tests/"),
)

KIT = {"kit's kdc", "kit's script", "kit's realm", "kit's listeners", "kit's c face"}
PUBLIC = {"contract", "windows", "detail", "api", "asio api", "testing api"}
# What of the project each room may include, besides itself.
MAY_INCLUDE = {
    "forwarding": {"contract", "windows"},
    "contract": {"forwarding"},
    "windows": {"contract"},
    "detail": set(),
    "testing api": set(),
    "api": {"contract", "detail"},
    "asio api": {"contract", "detail", "api"},
    "result": {"detail", "process"},
    "abi": {"core", "advice", "detail", "contract", "result", "process"},
    "core": {"exchange", "messages", "seam", "wire", "detail", "contract", "result", "process"},
    "advice": {"seam", "wire", "detail", "contract", "result", "process"},
    "exchange": {"messages", "seam", "wire", "detail", "result", "process"},
    "messages": {"seam", "wire", "detail", "result", "process"},
    "wire": {"detail"},
    "seam": {"wire", "detail", "result", "process"},
    "backend": {"seam", "wire", "messages", "detail", "transport", "linkage", "result", "process"},
    "linkage": set(),
    "process": set(),
    "transport": {"seam", "wire", "detail", "result", "process"},
    "kit's kdc": {"linkage", "testing api", "process"},
    "kit's script": {"kit's kdc", "testing api", "process"},
    "kit's realm": {"kit's kdc", "kit's script", "testing api", "process"},
    "kit's listeners": {"kit's kdc", "kit's realm", "testing api", "process"},
    "kit's c face": {"testing api", "process"}, # as any program
    "tools": PUBLIC,
    "examples": PUBLIC,
    "bench": PUBLIC | {"abi", "core", "advice", "exchange", "messages", "seam", "wire", "transport", "process", "result"} | KIT,
    "fuzz": PUBLIC | {"core", "wire", "transport", "tools", "tests", "result"},
    "tests": PUBLIC | {"abi", "core", "advice", "exchange", "messages", "seam", "wire", "transport", "linkage", "tools", "examples", "result", "process"} | KIT,
}

# Headers of others: the rooms that may have them. The tests of a room may use what the room uses.
FOREIGN = (
    (r"gssapi(/|\.h$)|krb5(/|\.h$)|krb5_(?!err)\w+\.h$", {"backend", "transport", "bench", "fuzz"} | KIT - {"kit's c face"}, ("heimdal", "interop", "life", "messages", "transport", "testing")),
    (r"krb5/(send_to_kdc|ccache)_plugin\.h$", {"backend", "kit's listeners"}, ("testing",)),
    (r"hdb\w*\.h$|kdc\w*\.h$", {"kit's kdc"}, ("testing",)),
    (r"krb5/(?!send_to_kdc|ccache)\w*_plugin\.h$", {"kit's kdc", "kit's listeners"}, ("testing",)),
    (r"ares\w*\.h$", {"transport"}, ("transport",)),
    (r"openssl/", {"messages", "transport", "bench", "examples"}, ("messages", "transport")),
    (r"boost/(beast|asio/ssl)", {"transport", "examples"}, ("transport",)),
    (r"(ldap|lber)\w*\.h$", {"examples"}, ()),
    (r"boost/asio", {"asio api", "transport", "kit's listeners", "examples", "tools", "tests", "fuzz"}, ()),
)
# Rooms that take nothing from outside but what this names.
ONLY = {
    "contract": r"(stdint|stddef|uchar)\.h$",
    "windows": r"(stdarg|stddef|stdint|stdio|stdlib|string|strings|time|wchar)\.h$",
    # Of the standard library what computes, not what does I/O, waits, locks or asks the system.
    "detail": r"(?!.*stream$)(?!(cstdio|ctime|filesystem|thread|mutex|shared_mutex|atomic|condition_variable|future"
              r"|semaphore|latch|barrier|stop_token|locale|random|print)$)[a-z_]+$",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def room_of(path):
    return next((name for name, pattern in ROOMS if re.match(pattern, path)), None)


def resolve(files, path, quote, name):
    """The project's file that an #include means, or None for a header of others."""
    places = (os.path.dirname(path),) if quote == '"' else ()
    for place in places + SEARCH:
        found = os.path.normpath(os.path.join(place, name))
        if found in files:
            return found
    return None


def inside(path, room, target):
    other = room_of(target)
    if other is None:
        return f"{path}: includes {target}, which is in no room"
    if other == "backend" and room != "backend" and not path.startswith("tests/heimdal/"):
        return f"{path}: includes the backend, {target}"
    if other not in (room, "backend") and other not in MAY_INCLUDE[room]:
        return f"{path}: {room} must not include {other}, {target}"
    return None


def outside(path, room, name):
    for pattern, rooms, tests in FOREIGN:
        tested = path.startswith(tuple(f"tests/{folder}/" for folder in tests))
        if re.match(pattern, name) and room not in rooms and not tested:
            return f"{path}: {room} must not include <{name}>"
    if room in ONLY and not re.match(ONLY[room], name):
        return f"{path}: {room} must not include <{name}>"
    return None


def check(files):
    complaints = []
    for path, text in files.items():
        room = room_of(path)
        if room is None or not path.endswith(policy.SOURCES):
            continue
        for quote, name in INCLUDE.findall(text):
            target = resolve(files, path, quote, name)
            if target is None and quote == '"' and room != "tests":
                complaints.append(f"{path}: \"{name}\" is not a file of the project")
                continue
            complaints.append(inside(path, room, target) if target else outside(path, room, name))
    return [each for each in complaints if each]


def pair(path, line, target="x"):
    return {path: f"// a comment\n{line}\n", target: ""}


SAMPLES = (
    (pair("src/core/a.hpp", '#include "../abi/b.hpp"', "src/abi/b.hpp"), "core must not include abi"),
    (pair("src/abi/a.cpp", '#include "../gss/seam.hpp"', "src/gss/seam.hpp"), "abi must not include seam"),
    (pair("src/core/a.hpp", '#include "../advice/b.hpp"', "src/advice/b.hpp"), "core must not include advice"),
    (pair("src/advice/a.hpp", '#include "../core/b.hpp"', "src/core/b.hpp"), "advice must not include core"),
    (pair("src/messages/a.hpp", '#include "../core/b.hpp"', "src/core/b.hpp"), "messages must not include core"),
    (pair("src/gss/seam.hpp", '#include "../heimdal/x.hpp"', "src/heimdal/x.hpp"), "includes the backend"),
    (pair("tests/core/a_test.cpp", "#include <heimdal/x.hpp>", "src/heimdal/x.hpp"), "includes the backend"),
    (pair("tests/heimdal/a_test.cpp", "#include <heimdal/x.hpp>", "src/heimdal/x.hpp"), None),
    (pair("src/core/a.hpp", '#include "../linkage/b.hpp"', "src/linkage/b.hpp"), "core must not include linkage"),
    (pair("src/linkage/a.hpp", "#include <krb5.h>"), "linkage must not include <krb5.h>"),
    (pair("src/wire/a.hpp", '#include "../gss/seam.hpp"', "src/gss/seam.hpp"), "wire must not include seam"),
    (pair("include/sspi/a.h", "#include <windows.h>", "include/sspi/windows/windows.h"), "contract must not include windows"),
    (pair("include/sspi/sspi_windows.h", "#include <windows.h>", "include/sspi/windows/windows.h"), None),
    (pair("include/sspi/detail/a.hpp", "#include <sspi.h>", "include/sspi/sspi.h"), "detail must not include contract"),
    (pair("include/sspi/a.hpp", "#include <core/b.hpp>", "src/core/b.hpp"), "api must not include core"),
    (pair("tools/a.cpp", '#include "../src/testing/kdc/b.hpp"', "src/testing/kdc/b.hpp"), "tools must not include kit's kdc"),
    (pair("src/core/a.hpp", '#include "gone.hpp"'), "is not a file of the project"),
    (pair("src/core/a.hpp", "#include <gssapi/gssapi.h>"), "core must not include <gssapi/gssapi.h>"),
    (pair("src/gss/mechanism.hpp", "#  include <krb5.h>"), "seam must not include <krb5.h>"),
    (pair("tests/core/a_test.cpp", "#include <krb5.h>"), "tests must not include <krb5.h>"),
    (pair("src/heimdal/mechanism.cpp", "#include <hdb.h>"), "backend must not include <hdb.h>"),
    (pair("src/heimdal/mechanism.cpp", "#include <openssl/evp.h>"), "must not include <openssl/evp.h>"),
    (pair("include/sspi/context.hpp", "#include <boost/asio.hpp>"), "api must not include <boost/asio.hpp>"),
    (pair("include/sspi/asio/impl/a.hpp", "#include <boost/beast/http.hpp>"), "asio api must not include <boost/beast/http.hpp>"),
    (pair("include/sspi/a.hpp", "#include <sspi/asio/b.hpp>", "include/sspi/asio/b.hpp"), "api must not include asio api"),
    (pair("include/sspi/asio/a.hpp", "#include <boost/asio/post.hpp>"), None),
    (pair("include/sspi/sspi.h", "#include <string.h>"), "contract must not include <string.h>"),
    (pair("include/sspi/detail/a.hpp", "#include <fstream>"), "detail must not include <fstream>"),
    (pair("include/sspi/detail/a.hpp", "#include <mutex>"), "detail must not include <mutex>"),
    (pair("include/sspi/detail/a.hpp", "#include <sys/types.h>"), "detail must not include <sys/types.h>"),
    (pair("include/sspi/detail/a.hpp", "#include <string_view>"), None),
    (pair("src/heimdal/mechanism.cpp", "#include <krb5/locate_plugin.h>"), "must not include <krb5/locate_plugin.h>"),
    (pair("src/heimdal/mechanism.cpp", "#include <ares.h>"), "backend must not include <ares.h>"),
    (pair("src/heimdal/mechanism.cpp", "#include <krb5/send_to_kdc_plugin.h>"), None),
    (pair("src/heimdal/mechanism.cpp", "#include <gssapi/gssapi.h>"), None),
    (pair("tests/testing/a_test.cpp", "#include <krb5.h>"), None),
    (pair("bench/a.hpp", "#include <gssapi/gssapi.h>"), None),
    (pair("bench/a.hpp", "#include <openssl/evp.h>"), None),
    (pair("fuzz/a.cpp", "#include <krb5_asn1.h>"), None),
    (pair("fuzz/a.cpp", '#include "../src/heimdal/b.hpp"', "src/heimdal/b.hpp"), "includes the backend"),
    (pair("src/transport/a.cpp", "#include <boost/asio/ip/tcp.hpp>"), None),
    (pair("src/testing/listeners/a.cpp", "#include <boost/beast/http.hpp>"), "kit's listeners must not include <boost/beast/http.hpp>"),
    (pair("src/testing/listeners/a.cpp", "#include <boost/asio/ssl.hpp>"), "kit's listeners must not include <boost/asio/ssl.hpp>"),
    (pair("src/testing/kdc/a.hpp", '#include "../script/b.hpp"', "src/testing/script/b.hpp"), "kit's kdc must not include kit's script"),
    (pair("src/testing/realm/a.hpp", '#include "../listeners/b.hpp"', "src/testing/listeners/b.hpp"), "kit's realm must not include kit's listeners"),
    (pair("src/testing/c_face/a.hpp", '#include "../realm/b.hpp"', "src/testing/realm/b.hpp"), "kit's c face must not include kit's realm"),
    (pair("src/testing/listeners/a.hpp", '#include "../realm/b.hpp"', "src/testing/realm/b.hpp"), None),
    (pair("src/testing/realm/a.cpp", "#include <boost/asio/ip/tcp.hpp>"), "kit's realm must not include <boost/asio/ip/tcp.hpp>"),
    (pair("tests/testing/a_test.cpp", "#include <boost/asio/ssl.hpp>"), "tests must not include <boost/asio/ssl.hpp>"),
    (pair("tests/transport/a_test.cpp", "#include <boost/asio/ssl.hpp>"), None),
    (pair("src/transport/a.cpp", "#include <boost/beast/http.hpp>"), None),
    (pair("examples/a.cpp", "#include <boost/beast/http.hpp>"), None),
    (pair("src/core/a.hpp", "#include <ldap.h>"), "core must not include <ldap.h>"),
    (pair("tools/a.cpp", "#include <boost/beast/http.hpp>"), "tools must not include <boost/beast/http.hpp>"),
    (pair("src/abi/a.cpp", '#include "../core/b.hpp"', "src/core/b.hpp"), None),
)

if __name__ == "__main__":
    policy.run(check, policy.tree(), SAMPLES)
