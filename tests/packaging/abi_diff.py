#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares what programs are linked with to that of the last tag, or of another commit: as long as the soname of a library stays,
nothing may go or change. Builds both. Run by .ci/run; CONTRIBUTING.md says what may change when."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OPTIONS = ("--buildtype=debug", "-Ddefault_library=shared", "-Dtests=false", "-Dexamples=false", "-Dfuzz=disabled", "-Dbench=disabled")
LIBRARIES = {"sspi": "src", "sspi-testing": os.path.join("src", "testing")}
# Of abidiff's status (its manual, "RETURN VALUES").
FAILED, CHANGED, INCOMPATIBLE = 1 | 2, 4, 8


def output(*command, **how):
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, **how).stdout.strip()


def last_tag():
    found = subprocess.run(("git", "describe", "--tags", "--abbrev=0"), capture_output=True, text=True, cwd=ROOT)
    return found.stdout.strip() if found.returncode == 0 else None


def known_options(tree):
    """Those of the options above that this tree has."""
    with open(os.path.join(tree, "meson_options.txt"), encoding="utf-8") as text:
        there = set(re.findall(r"option\('(\w+)'", text.read())) | {"default_library"}
    return [each for each in OPTIONS if not each.startswith("-D") or each[2:].split("=")[0] in there]


def built(tree, where):
    """Name to path of the shared libraries of a tree."""
    subprocess.run(("meson", "setup", where, tree, *known_options(tree)), check=True, stdout=subprocess.DEVNULL)
    subprocess.run(("ninja", "-C", where), check=True, stdout=subprocess.DEVNULL)
    return {name: os.path.realpath(os.path.join(where, folder, f"lib{name}.so")) for name, folder in LIBRARIES.items()}


def soname(path):
    return re.search(r"SONAME.*\[(.*)\]", output("readelf", "-d", path))[1]


def compare(name, old, new, old_headers, new_headers):
    """What is wrong, or None."""
    before, now = soname(old), soname(new)
    if before != now:
        print(f"{name}: {before} has become {now}, so that nothing has to stay")
        return None
    found = subprocess.run(("abidiff", "--headers-dir1", old_headers, "--headers-dir2", new_headers, "--drop-private-types", old, new),
                           capture_output=True, text=True)
    print(f"{name}: {now}\n{found.stdout}{found.stderr}".rstrip())
    if found.returncode & FAILED:
        return f"{name}: abidiff failed"
    if found.returncode & INCOMPATIBLE or found.returncode & CHANGED and re.search(r"[1-9]\d* (Removed|Changed)", found.stdout):
        return f"{name}: {now} has changed in what programs are linked with; with that the minor version has to"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", help="a commit in place of the last tag")
    options = parser.parse_args()
    reference = options.against or last_tag()
    if reference is None:
        print("there is no tag yet, so that no ABI has to be kept: nothing was compared")
        return 0
    if shutil.which("abidiff") is None:
        print("there is no abidiff (Debian: abigail-tools)")
        return 1
    with tempfile.TemporaryDirectory(prefix="sspi-abi-") as scratch:
        tree = os.path.join(scratch, "tree")
        subprocess.run(("git", "worktree", "add", "--quiet", "--detach", tree, reference), check=True, cwd=ROOT)
        try:
            old = built(tree, os.path.join(scratch, "old"))
            new = built(ROOT, os.path.join(scratch, "new"))
            wrong = [compare(name, old[name], new[name], os.path.join(tree, "include"), os.path.join(ROOT, "include"))
                     for name in LIBRARIES]
        finally:
            subprocess.run(("git", "worktree", "remove", "--force", tree), check=True, cwd=ROOT)
    print("\n".join(each for each in wrong if each) or f"what programs are linked with is as in {reference}, or more")
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
