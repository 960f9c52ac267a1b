# SPDX-License-Identifier: BSL-1.0
"""Installs the library as a packager does and uses it as a stranger does: one scenario, named on the command line."""
import argparse
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
CC = shlex.split(os.environ.get("CC", "cc"))
CXX = shlex.split(os.environ.get("CXX", "c++"))


def run(command, **more):
    """Runs a command, shows it and what it says, and ends the test when it fails."""
    print("+", shlex.join(command), flush=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    print(done.stdout + done.stderr, flush=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def expect(condition, what):
    if not condition:
        sys.exit(f"expected: {what}")


class installation:
    """A copy of what "meson install" puts on a machine, somewhere else than where it was configured to go."""

    def __init__(self, meson, build, directory):
        stage = self.stage = os.path.join(directory, "stage")
        run(meson + ["install", "-C", build, "--no-rebuild", "--quiet", "--destdir", stage])
        files = glob.glob(stage + "/**/pkgconfig/sspi.pc", recursive=True)
        expect(len(files) == 1, "one sspi.pc")
        self.metadata = os.path.dirname(files[0])
        self.libraries = os.path.dirname(self.metadata)
        for path in glob.glob(self.metadata + "/*.pc"):
            self.move(path, stage)
        self.environment = dict(os.environ, PKG_CONFIG_PATH=self.metadata, LD_LIBRARY_PATH=self.libraries,
                                DYLD_LIBRARY_PATH=self.libraries)

    @staticmethod
    def move(path, stage):
        """The one line that says where the installation is; the rest has to follow from it."""
        with open(path, encoding="utf-8") as text:
            content = text.read()
        moved = re.sub(r"^prefix=", f"prefix={stage}", content, count=1, flags=re.MULTILINE)
        expect(moved != content, f"a prefix in {path}")
        with open(path, "w", encoding="utf-8") as text:
            text.write(moved)

    def flags(self, *arguments):
        return shlex.split(run(["pkg-config", *arguments], env=self.environment))

    def run(self, program, *arguments):
        return run([program, *arguments], env=self.environment)


def local(name):
    return os.path.join(HERE, name)


def readme_blocks(language):
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as text:
        return re.findall(rf"^```{language}\n(.*?)^```", text.read(), re.MULTILINE | re.DOTALL)


def write(directory, name, text):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


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
    """A C program with the static library, where there is no shared one."""
    for path in glob.glob(here.libraries + "/libsspi.so*") + glob.glob(here.libraries + "/libsspi*.dylib"):
        os.remove(path)
    program, compiled = os.path.join(directory, "client"), os.path.join(directory, "client.o")
    run(CC + ["-std=c99", *WARNINGS, *here.flags("--cflags", "sspi"), "-c", local("package.c"), "-o", compiled])
    run(CXX + [compiled, *here.flags("--static", "--libs", "sspi"), "-o", program])
    expect("Kerberos 48000" in here.run(program), "the Kerberos package and its token size")


def load(here, directory):
    """A program that is not linked with the library and loads it, its symbols kept apart."""
    program = os.path.join(directory, "loader")
    flags = here.flags("--cflags", "sspi")
    run(CC + ["-std=gnu99", *WARNINGS, *flags, local("load.c"), "-ldl", "-o", program])
    names = glob.glob(here.libraries + "/libsspi.so.0") or glob.glob(here.libraries + "/libsspi.0.dylib")
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


def subproject(meson, directory):
    """The README's project with this tree as its subproject: it configures, and its client is built and runs."""
    blocks = readme_blocks("meson")
    expect(len(blocks) == 1, "one Meson project in the README")
    write(directory, "meson.build", blocks[0])
    shutil.copy(local("package.c"), os.path.join(directory, "client.c"))
    os.mkdir(os.path.join(directory, "subprojects"))
    os.symlink(SOURCE, os.path.join(directory, "subprojects", "sspi"))
    build = os.path.join(directory, "build")
    # Neither optimisation nor one compilation for each file: this test is about something else, and they take its time.
    run(meson + ["setup", "--buildtype=plain", "--unity=on", "-Dunity_size=100", build, directory])
    run(["ninja", "-C", build, "client"])
    expect("Kerberos 48000" in run([os.path.join(build, "client")]), "the Kerberos package and its token size")


INSTALLED = {each.__name__: each for each in (shared, cplusplus, static, load, kit, readme)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scenario", choices=[*INSTALLED, "subproject"])
    parser.add_argument("--build", required=True)
    parser.add_argument("--meson", nargs="+", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sspi-packaging-") as directory:
        if options.scenario == "subproject":
            subproject(options.meson, directory)
        else:
            INSTALLED[options.scenario](installation(options.meson, options.build, directory), directory)


if __name__ == "__main__":
    main()
