#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes C that defines every name that Heimdal's libraries export: functions that end the program with their name, and data that
is none of Heimdal's; and the functions of Windows that other libraries give programs too."""
import re
import subprocess
import sys

HEADER = """/* SPDX-License-Identifier: BSL-1.0 */
/* Made by every_name.py. */
extern int dprintf(int, const char*, ...);
extern void _exit(int);
static void ended(const char* name) {
    dprintf(2, "the program's %s was called\\n", name);
    _exit(99);
}
"""
# As nm prints what a library defines.
SYMBOL = re.compile(r"^[0-9a-f]+ (\w) ([A-Za-z_]\w*)(@\S*)?$", re.MULTILINE)
NEEDED = re.compile(r"=> (/\S+)")
AT_LEAST = 1000
OF_WINDOWS = ("AllocateAndInitializeSid", "CloseHandle", "ConvertSidToStringSidA", "EqualSid", "FreeSid", "GetLastError", "ImpersonateLoggedOnUser", "RevertToSelf", "SetLastError")


def nm(path):
    return subprocess.run(["nm", "-D", "--defined-only", path], capture_output=True, text=True, check=True).stdout


def needed(path):
    """All libraries that are loaded with this one."""
    listing = subprocess.run(["ldd", path], capture_output=True, text=True, check=True).stdout
    return set(NEEDED.findall(listing)) | {path}


def main(target, *paths):
    found, others = {}, set()
    for path in sorted(set().union(*map(needed, paths))):
        listing = nm(path)
        names = {name: kind for kind, name, _ in SYMBOL.findall(listing)}
        # Those with Heimdal's versions, and the one for its texts of errors.
        if " A HEIMDAL_" in listing or "libcom_err" in path:
            found.update(names)
        else:
            others |= set(names)
    for name in others & set(found):  # such as signal, which the program wants of the C library
        del found[name]
    if len(found) < AT_LEAST:
        sys.exit(f"only {len(found)} names in {paths}")
    found.update(dict.fromkeys(OF_WINDOWS, "T"))
    with open(target, "w", encoding="ascii") as out:
        out.write(HEADER)
        for name, kind in sorted(found.items()):
            if kind in "TWi":
                out.write(f'void {name}(void) {{ ended("{name}"); }}\n')
            else:
                out.write(f'unsigned char {name}[256] = {{0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE}};\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
