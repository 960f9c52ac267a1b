# SPDX-License-Identifier: BSL-1.0
"""Checks that the built library exports what src/exports.txt lists and nothing else, under one version node."""
import argparse
import re
import subprocess
import sys

import policy

NODE = "SSPI_1"
# A defined symbol as nm prints it: address, kind, name, and @@ or @ with the version.
SYMBOL = re.compile(r"^[0-9a-f]+ (\w) ([^@\s]+)(@@?\S+)?$", re.MULTILINE)


def wanted(listing):
    rows = [line.split() for line in listing.splitlines() if line.strip() and not line.startswith("#")]
    return {row[0] for row in rows} | {f"{row[0]}_utf32" for row in rows if row[1:] == ["utf32"]}


def check(files):
    """files has the export list, the output of nm, and whether the symbols have versions on this system."""
    names = wanted(files["exports"])
    complaints, found = [], set()
    for kind, name, version in SYMBOL.findall(files["nm"]):
        if kind == "A" and name == NODE:
            continue  # the version node itself
        name = name if files["versions"] else name.removeprefix("_")
        found.add(name)
        if kind != "T":
            complaints.append(f"{name} is exported and not a function: {kind}")
        if files["versions"] and version != f"@@{NODE}":
            complaints.append(f"{name} has the version {version or 'none'}, not {NODE}")
    complaints += [f"{name} is exported and not in the list" for name in sorted(found - names)]
    complaints += [f"{name} is in the list and not exported" for name in sorted(names - found)]
    return complaints


def sample(nm, versions=True):
    return {"exports": "Fly\nSwim utf32\n", "nm": nm, "versions": versions}


GOOD = "0000000000000000 A SSPI_1@@SSPI_1\n01 T Fly@@SSPI_1\n02 T Swim@@SSPI_1\n03 T Swim_utf32@@SSPI_1\n"
SAMPLES = (
    (sample(GOOD.replace("01 T Fly@@SSPI_1\n", "")), "Fly is in the list and not exported"),
    (sample(GOOD.replace("03 T Swim_utf32@@SSPI_1\n", "")), "Swim_utf32 is in the list and not exported"),
    (sample(GOOD + "04 T _ZN4sspi4walkEv@@SSPI_1\n"), "_ZN4sspi4walkEv is exported and not in the list"),
    (sample(GOOD.replace("T Fly", "V Fly")), "not a function"),
    (sample(GOOD.replace("Fly@@SSPI_1", "Fly@@SSPI_2")), "has the version @@SSPI_2"),
    (sample(GOOD.replace("Fly@@SSPI_1", "Fly")), "has the version none"),
    (sample(GOOD), None),
    (sample("01 T _Fly\n02 T _Swim\n03 T _Swim_utf32\n", versions=False), None),
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    library = parser.parse_args().library
    mac = sys.platform == "darwin"
    command = ["nm", "-gU", library] if mac else ["nm", "-D", "--defined-only", "--with-symbol-versions", library]
    symbols = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    policy.run(check, {"exports": policy.read("src", "exports.txt"), "nm": symbols, "versions": not mac}, SAMPLES)
