# SPDX-License-Identifier: BSL-1.0
"""Installs the library as a packager does and uses it as a stranger does: one scenario, named on the command line."""
import argparse
import glob
import os
import re
import shutil
import tempfile

import projects
from installed import CC, CXX, SOURCE, WARNINGS, expect, installation, local, run, write


def readme_blocks(language):
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as text:
        return re.findall(rf"^```{language}\n(.*?)^```", text.read(), re.MULTILINE | re.DOTALL)


def shared(here, directory):
    """A C program, C99 and strict, with pkg-config."""
    program = os.path.join(directory, "client")
    flags = here.flags("--cflags", "--libs", "sspi")
    run(CC + ["-std=c99", "-pedantic", *WARNINGS, local("package.c"), *flags, "-o", program])
    expect("Kerberos 48000" in here.run(program), "the Kerberos package and its token size")


def cplusplus(here, directory):
    """A C++ program, with the mode macro on the command line and the headers under their longer names."""
    program = os.path.join(directory, "client")
    flags = here.flags("--cflags", "--libs", "sspi")
    run(CXX + ["-std=c++20", "-pedantic", "-Wconversion", *WARNINGS, local("package.cpp"), *flags, "-o", program])
    expect("Kerberos 48000" in here.run(program), "the Kerberos package and its token size")


def static(here, directory):
    """Programs in C and C++ and tests with the static libraries, where there are no shared ones."""
    here.remove_shared()
    client, compiled = os.path.join(directory, "client"), os.path.join(directory, "client.o")
    run(CC + ["-std=c99", *WARNINGS, *here.flags("--cflags", "sspi"), "-c", local("package.c"), "-o", compiled])
    run(CXX + [compiled, *here.flags("--static", "--libs", "sspi"), "-o", client])
    expect("Kerberos 48000" in here.run(client), "the Kerberos package and its token size")
    for source, module, words in (("package.cpp", "sspi", "Kerberos 48000"), ("api.cpp", "sspi", "a token of 0 bytes"),
                                  ("kit.cpp", "sspi-testing", "KDC_ERR_CLIENT_REVOKED")):
        program = os.path.join(directory, source + ".static")
        flags = here.flags("--static", "--cflags", "--libs", module)
        run(CXX + ["-std=c++20", *WARNINGS, local(source), *flags, "-o", program])
        expect(words in here.run(program), f"{words} from {source}")


def load(here, directory):
    """A program that is not linked with the library and loads it, its symbols kept apart."""
    program = os.path.join(directory, "loader")
    flags = here.flags("--cflags", "sspi")
    run(CC + ["-std=gnu99", *WARNINGS, *flags, local("load.c"), "-ldl", "-o", program])
    names = glob.glob(here.libraries + "/libsspi.so.0.1") or glob.glob(here.libraries + "/libsspi.0.1.dylib")
    expect(len(names) == 1, "one library with the name for loading")
    expect("Kerberos 48000" in here.run(program, names[0]), "the Kerberos package through the function table")


def kit(here, directory):
    """Tests in C and in C++ that get everything from pkg-config, and from sspi-testing alone; and sspi-kdc."""
    flags = here.flags("--cflags", "--libs", "sspi-testing")
    c, cplusplus_program = os.path.join(directory, "kit_c"), os.path.join(directory, "kit_cplusplus")
    run(CC + ["-std=c99", "-pedantic", "-Wstrict-prototypes", *WARNINGS, local("kit.c"), *flags, "-o", c])
    run(CXX + ["-std=c++20", "-pedantic", "-Wconversion", *WARNINGS, local("kit.cpp"), *flags, "-o", cplusplus_program])
    for program in (c, cplusplus_program):
        expect("KDC_ERR_CLIENT_REVOKED" in here.run(program), "the answer of the script")
    kdc = os.path.join(os.path.dirname(glob.glob(here.stage + "/**/bin/sspi-kdc", recursive=True)[0]), "sspi-kdc")
    shown = here.run(kdc, "--user", "alice:secret", "--kinit", "alice", "--", "sh", "-c", "cat $KRB5_CONFIG; test -s $SSPI_KDC_DIRECTORY/ccache")
    expect("EXAMPLE.TEST" in shown, "the configuration of an installed sspi-kdc")


def readme(here, directory):
    """What the README shows compiles as it stands, and its tests pass."""
    clients, tests = readme_blocks("c"), readme_blocks("cpp")
    expect(len(clients) >= 2 and len(tests) >= 1, "C and C++ in the README")
    for number, text in enumerate(clients):
        source, program = write(directory, f"client{number}.c", text), os.path.join(directory, f"client{number}")
        is_test = "<sspi/testing/" in text
        flags = here.flags("--cflags", "--libs", "sspi-testing" if is_test else "sspi")
        run(CC + ["-std=c99", *WARNINGS, source, *flags, "-o", program])
        if is_test:
            here.run(program)
    for number, text in enumerate(tests):
        source, program = write(directory, f"test{number}.cpp", text), os.path.join(directory, f"test{number}")
        flags = here.flags("--cflags", "--libs", "sspi", "sspi-testing")
        run(CXX + ["-std=c++20", "-DSECURITY_WIN32", *WARNINGS, source, *flags, "-o", program])
        here.run(program)


INSTALLED = {each.__name__: each for each in (shared, cplusplus, static, load, kit, readme, projects.cmake,
                                              projects.meson_dependency)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scenario", choices=[*INSTALLED, "subproject", "windows"])
    parser.add_argument("--build", required=True)
    parser.add_argument("--meson", nargs="+", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sspi-packaging-") as directory:
        if options.scenario == "subproject":
            blocks = readme_blocks("meson")
            expect(len(blocks) == 1, "one Meson project in the README")
            projects.subproject(options.meson, blocks[0], directory)
        elif options.scenario == "windows":
            projects.windows(options.meson, directory)
        else:
            INSTALLED[options.scenario](installation(options.meson, options.build, directory), directory)


if __name__ == "__main__":
    main()
