# SPDX-License-Identifier: BSL-1.0
"""Compiles each header of the C++ interface by itself, with every compiler that is here, and a program for Windows."""
import argparse
import glob
import os
import shutil
import subprocess
import sys
import tempfile

WARNINGS = ["-std=c++20", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror"]
MINGW = "x86_64-w64-mingw32-g++"
# A program may have said these before; the wide ones change what the names of the C contract without suffix mean.
MODES = {
    "g++": ([], ["-DUNICODE", "-DSSPI_UTF16", "-DSECURITY_WIN32"], ["-fshort-wchar", "-fno-rtti"], ["-fno-exceptions", "-fno-rtti"]),
    "clang++": ([], ["-fno-exceptions", "-fno-rtti"]),
    # windows.h brings macros named min and max with it, unless it is told not to.
    MINGW: ([], ["-DUNICODE", "-D_UNICODE", "-include", "windows.h"]),
}


def run(command, source=""):
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def compilations(include, headers, here):
    """All headers in one unit, in every mode; and each by itself, with the first compiler."""
    lines = [f"#include <sspi/{name}>\n" for name in headers]
    for compiler in here:
        command = [compiler, *WARNINGS, "-I", include, "-fsyntax-only", "-x", "c++", "-"]
        for mode in MODES[compiler]:
            yield f"{compiler} {mode}: all headers", command + mode, "".join(lines)
    for name, line in zip(headers, lines):
        command = [here[0], *WARNINGS, "-I", include, "-fsyntax-only", "-x", "c++", "-"]
        yield f"{here[0]}: {name} alone", command, line


def windows_program(include, program, directory):
    """Linked with the system's library, which has every function that the headers call."""
    yield run([MINGW, *WARNINGS, "-I", include, program, "-o", os.path.join(directory, "a.exe"), "-lsecur32"])
    shadowed = run([MINGW, "-std=c++20", "-I", include, "-I", os.path.join(include, "sspi"), "-fsyntax-only", program])
    if "off the include path" not in shadowed:
        yield "include/sspi on the include path was not refused for Windows:\n" + shadowed[:1000]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--include", required=True)
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    headers = sorted(os.path.basename(path) for path in glob.glob(os.path.join(options.include, "sspi", "*.hpp"))
                     if "asio" not in path)
    here = [compiler for compiler in MODES if shutil.which(compiler)]
    if not here or not headers:
        print("skipped: no compiler of those that are known is here")
        return 77
    failures, count = [], 0
    for what, command, source in compilations(options.include, headers, here):
        count += 1
        complaint = run(command, source)
        if complaint:
            failures.append(f"{what}\n{complaint[:1500]}")
    if MINGW in here:
        with tempfile.TemporaryDirectory() as directory:
            failures += [each for each in windows_program(options.include, options.program, directory) if each]
    else:
        print(f"left out: {MINGW} is not here")
    print(f"{count} compilations of {len(headers)} headers, by {', '.join(here)}")
    print("\n".join(failures) or "all as they should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
