#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that the test kit exports what src/testing/exports.txt lists, with the version of its interface in each name of C++, and
nothing else; and that it leaves no name of Heimdal's open. With --write it prints what the list should be."""
import argparse
import re

import policy
from symbols_test import left_open, nm

VERSION = "v0_1"
NODE = "SSPI_TESTING_0.1"
# As nm -C prints it: address, kind, name with its types, version.
EXPORTED = re.compile(r"^[0-9a-f]+ (\w) (.*?)(@@?\S+)?$", re.MULTILINE)
# The names of types in full say nothing to readers.
SHORTER = (
    (r"\[abi:cxx11\]", ""),
    (r"std::(?:__cxx11::)?basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string"),
    (r"std::basic_string_view<char, std::char_traits<char> >", "std::string_view"),
    (r", 18446744073709551615ul>", ">"),
    (r"string >", "string>"),
    (r"std::vector<([\w:]+), std::allocator<\1 > ?>|std::vector<([\w:]+), std::allocator<\2> >", r"std::vector<\1\2>"),
    (r"std::chrono::duration<long, std::ratio<1l, 1l> >", "std::chrono::seconds"),
    (r"std::chrono::duration<long, std::ratio<1l, 1000l> >", "std::chrono::milliseconds"),
)


def shorter(name):
    for pattern, text in SHORTER:
        name = re.sub(pattern, text, name)
    return name


def listed(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def exported(nm):
    """Name to whether it is there for everybody, for all but the version node; members that are inline come and go with the
    optimisation (kind W)."""
    return {shorter(name): kind for kind, name, _ in EXPORTED.findall(nm) if name != NODE}


def check(files):
    names, found = listed(files["exports"]), exported(files["nm"])
    complaints = [] if names == sorted(set(names)) else ["the list is not sorted, or names something twice"]
    own = re.compile(rf"(typeinfo (name )?for |vtable for )?(sspi_testing_\w+|sspi::testing::{VERSION}::.*)$")
    for name, kind in sorted(found.items()):
        if not own.match(name):
            complaints.append(f"{name} is exported and not the kit's, or without the version {VERSION}")
        elif kind != "W" and name not in names:
            complaints.append(f"{name} is exported and not in the list")
    complaints += [f"{name} is in the list and not exported" for name in names if name not in found]
    return complaints + left_open(files)


def sample(nm, shared="", static=""):
    return {"exports": f"# a list\nsspi::testing::{VERSION}::realm::name() const\nsspi_testing_free\n", "nm": nm, "shared": shared,
            "static": static, "heimdal": "05 T krb5_swim@@HEIMDAL_1\n"}


GOOD = (f"00 A {NODE}@@{NODE}\n01 T sspi::testing::{VERSION}::realm::name[abi:cxx11]() const@@{NODE}\n02 T sspi_testing_free@@{NODE}\n"
        f"03 W sspi::testing::{VERSION}::rule::~rule()@@{NODE}\n")
SAMPLES = (
    (sample(GOOD + f"04 W boost::asio::io_context::~io_context()@@{NODE}\n"), "io_context() is exported and not the kit's"),
    (sample(GOOD + f"04 W std::vector<sspi::testing::{VERSION}::rule>::x()@@{NODE}\n"), "is exported and not the kit's"),
    (sample(GOOD + f"04 T sspi::testing::realm::free()@@{NODE}\n"), "without the version"),
    (sample(GOOD + f"04 T sspi_testing_new@@{NODE}\n"), "sspi_testing_new is exported and not in the list"),
    (sample(GOOD.replace("02 T sspi_testing_free", "02 T sspi_testing_f")), "sspi_testing_free is in the list and not exported"),
    (sample(GOOD, shared="                 U krb5_swim@HEIMDAL_1\n"), "shared: krb5_swim is Heimdal's"),
    (sample(GOOD, static="                 U krb5_swim\n"), "static: krb5_swim is Heimdal's"),
    (sample(GOOD), None),
)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    parser.add_argument("--static", required=True)
    parser.add_argument("--heimdal", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    defined = nm("-D", "-C", "--defined-only", "--with-symbol-versions", options.shared)
    if options.write:
        print("\n".join(sorted(name for name, kind in exported(defined).items() if kind != "W")))
        return
    policy.run(check, {
        "exports": policy.read("src", "testing", "exports.txt"),
        "nm": defined,
        "shared": nm("-D", "-u", options.shared),
        "static": nm("-u", options.static),
        "heimdal": "".join(nm("-D", "--defined-only", "--with-symbol-versions", each) for each in options.heimdal),
    }, SAMPLES)


if __name__ == "__main__":
    main()
