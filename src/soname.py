#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Prints, for each library that is named, the name by which it is loaded and where it is: one of each in a line."""
import os
import struct
import sys

DT_NULL, DT_STRTAB, DT_SONAME, PT_LOAD, PT_DYNAMIC = 0, 5, 14, 1, 2


def soname(path):
    """What the dynamic section of an ELF file says; the file's name for other files."""
    with open(path, "rb") as file:
        octets = file.read()
    if octets[:4] != b"\x7fELF":
        return os.path.basename(path)
    wide, order = octets[4] == 2, "<" if octets[5] == 1 else ">"
    offset = struct.unpack_from(order + ("Q" if wide else "I"), octets, 32 if wide else 28)[0]
    size, count = struct.unpack_from(order + "HH", octets, 54 if wide else 42)
    segments = []
    for at in range(offset, offset + size * count, size):
        if wide:
            kind, _, begin, address, _, length = struct.unpack_from(order + "IIQQQQ", octets, at)
        else:
            kind, begin, address, _, length = struct.unpack_from(order + "IIIII", octets, at)
        segments.append((kind, begin, address, length))
    begin, length = next((begin, length) for kind, begin, _, length in segments if kind == PT_DYNAMIC)
    entry = order + ("qQ" if wide else "iI")
    tags = {}
    for tag, value in struct.iter_unpack(entry, octets[begin:begin + length - length % struct.calcsize(entry)]):
        if tag == DT_NULL:
            break
        tags[tag] = value
    if DT_SONAME not in tags:
        return os.path.basename(path)
    strings = next(tags[DT_STRTAB] - address + begin for kind, begin, address, length in segments
                   if kind == PT_LOAD and address <= tags[DT_STRTAB] < address + length)
    first = strings + tags[DT_SONAME]
    return octets[first:octets.index(b"\0", first)].decode("ascii")


def main(directory, *names):
    for name in names:
        path = os.path.realpath(os.path.join(directory, f"lib{name}.so"))
        print(soname(path))
        print(os.path.join(os.path.dirname(path), soname(path)))


if __name__ == "__main__":
    main(*sys.argv[1:])
