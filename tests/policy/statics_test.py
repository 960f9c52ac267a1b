# SPDX-License-Identifier: BSL-1.0
"""Checks that nothing of the library is destroyed when a thread or the process ends: whoever runs after that may call it."""
import argparse
import re
import subprocess

import policy

# What a compiler has called for a static or thread_local object with a destructor.
REGISTERING = re.compile(r"^_?__cxa_(thread_)?atexit(_impl)?$|^_?_tlv_atexit$")
# Objects that include Asio, which has such statics of its own; none of theirs is used after its end.
OF_OTHERS = re.compile(r"transport_")


def check(listing):
    """The output of nm -A: who needs which symbols that it has not."""
    complaints = []
    for line in listing.splitlines():
        where, _, rest = line.rpartition(": ")
        words = rest.split()
        if len(words) == 2 and words[0] == "U" and REGISTERING.match(words[1]) and not OF_OTHERS.search(where):
            complaints.append(f"{where} has a static or thread_local object with a destructor ({words[1]})")
    return complaints


SAMPLES = (
    ("libsspi.a:heimdal_context.cpp.o:                 U __cxa_atexit\n", "heimdal_context.cpp.o"),
    ("libsspi.a:abi_record.cpp.o:                 U __cxa_thread_atexit\n", "__cxa_thread_atexit"),
    ("libsspi.a:transport_ask.cpp.o:                 U __cxa_atexit\n", None),
    ("libsspi.a:abi_record.cpp.o:                 U __cxa_throw\n", None),
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    library = parser.parse_args().library
    found = subprocess.run(["nm", "-A", "-u", library], capture_output=True, text=True, check=True).stdout
    policy.run(check, found, SAMPLES)
