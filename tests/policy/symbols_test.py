# SPDX-License-Identifier: BSL-1.0
"""Checks that the built library exports what src/exports.txt lists and nothing else, under one version node, and that it leaves no
name of Heimdal's to be found in the process, neither shared nor as an archive."""
import argparse
import re
import subprocess
import sys

import policy

NODE = "SSPI_1"
# A defined symbol as nm prints it: address, kind, name, and @@ or @ with the version.
SYMBOL = re.compile(r"^[0-9a-f]+ (\w) ([^@\s]+)(@@?\S+)?$", re.MULTILINE)


# A name that is left open: no address.
OPEN = re.compile(r"^ +[Uw] ([^@\s]+)", re.MULTILINE)


def wanted(listing):
    rows = [line.split() for line in listing.splitlines() if line.strip() and not line.startswith("#")]
    own = {row[0] for row in rows if "own" in row[1:]}
    names = {row[0] for row in rows} - own | {f"{name}_sspi" for name in own}
    return names | {f"{row[0]}_utf32" for row in rows if "utf32" in row[1:]}


def left_open(files):
    """Complaints about names of Heimdal's that a form of the library leaves to the process."""
    theirs = {name for _, name, _ in SYMBOL.findall(files["heimdal"])}
    return [f"{form}: {name} is Heimdal's, and left to whoever in the process has it"
            for form in ("shared", "static") for name in sorted(theirs & set(OPEN.findall(files[form])))]


def check(files):
    """files has the export list, the output of nm for what is exported, left open in each form of the library, and defined by
    Heimdal's libraries, and whether the symbols have versions on this system."""
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
    return complaints + left_open(files)


HEIMDAL = "0000000000000000 A HEIMDAL_1\n05 T gss_fly@@HEIMDAL_1\n06 T krb5_swim@@HEIMDAL_1\n07 D krb5_water@@HEIMDAL_1\n"


def sample(nm, versions=True, shared="                 U malloc@GLIBC_2.2.5\n", static="own.o:\n                 U malloc\n"):
    return {"exports": "Dive own utf32\nFly\nRun own\nSwim utf32\n", "nm": nm, "versions": versions, "shared": shared, "static": static, "heimdal": HEIMDAL}


GOOD = "0000000000000000 A SSPI_1@@SSPI_1\n05 T Dive_sspi@@SSPI_1\n06 T Dive_utf32@@SSPI_1\n01 T Fly@@SSPI_1\n04 T Run_sspi@@SSPI_1\n02 T Swim@@SSPI_1\n03 T Swim_utf32@@SSPI_1\n"
SAMPLES = (
    (sample(GOOD.replace("01 T Fly@@SSPI_1\n", "")), "Fly is in the list and not exported"),
    (sample(GOOD.replace("Run_sspi", "Run")), "Run is exported and not in the list"),
    (sample(GOOD.replace("Run_sspi", "Run")), "Run_sspi is in the list and not exported"),
    (sample(GOOD.replace("03 T Swim_utf32@@SSPI_1\n", "")), "Swim_utf32 is in the list and not exported"),
    (sample(GOOD + "04 T _ZN4sspi4walkEv@@SSPI_1\n"), "_ZN4sspi4walkEv is exported and not in the list"),
    (sample(GOOD.replace("T Fly", "V Fly")), "not a function"),
    (sample(GOOD.replace("Fly@@SSPI_1", "Fly@@SSPI_2")), "has the version @@SSPI_2"),
    (sample(GOOD.replace("Fly@@SSPI_1", "Fly")), "has the version none"),
    (sample(GOOD, shared="                 U gss_fly@HEIMDAL_1\n"), "shared: gss_fly is Heimdal's"),
    (sample(GOOD, static="own.o:\n                 U krb5_swim\n"), "static: krb5_swim is Heimdal's"),
    (sample(GOOD, static="own.o:\n                 w krb5_water\n"), "static: krb5_water is Heimdal's"),
    (sample(GOOD, static="own.o:\n0000000000000000 T krb5_water\n"), None),
    (sample(GOOD), None),
    (sample("05 T _Dive_sspi\n06 T _Dive_utf32\n01 T _Fly\n04 T _Run_sspi\n02 T _Swim\n03 T _Swim_utf32\n", versions=False), None),
)

def nm(*arguments):
    return subprocess.run(["nm", *arguments], capture_output=True, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    parser.add_argument("--static", required=True)
    parser.add_argument("--heimdal", nargs="*", default=[], help="its libraries, where its names share one level with all others")
    options = parser.parse_args()
    mac = sys.platform == "darwin"
    exported = ("-gU",) if mac else ("-D", "--defined-only", "--with-symbol-versions")
    policy.run(check, {
        "exports": policy.read("src", "exports.txt"),
        "nm": nm(*exported, options.shared),
        "versions": not mac,
        "shared": "" if mac else nm("-D", "-u", options.shared),
        "static": "" if mac else nm("-u", options.static),
        "heimdal": "".join(nm(*exported, each) for each in options.heimdal),
    }, SAMPLES)


if __name__ == "__main__":
    main()
