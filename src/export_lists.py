#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Turns exports.txt into what a linker takes: a version script, or a list of symbols for macOS."""
import sys


def symbols(path):
    for line in open(path, encoding="ascii"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        yield words[0] + ("_sspi" if "own" in words[1:] else "")
        if "utf32" in words[1:]:
            yield words[0] + "_utf32"


def main(kind, source, target):
    names = sorted(symbols(source))
    with open(target, "w", encoding="ascii") as out:
        if kind == "version-script":
            out.write("SSPI_1 {\n  global:\n")
            out.writelines(f"    {name};\n" for name in names)
            out.write("  local:\n    *;\n};\n")
        else:
            out.writelines(f"_{name}\n" for name in names)


if __name__ == "__main__":
    main(*sys.argv[1:])
