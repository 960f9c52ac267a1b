# SPDX-License-Identifier: BSL-1.0
"""What the packaging tests share: commands that are shown, and an installation that was moved."""
import glob
import os
import re
import shlex
import subprocess
import sys

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
        self.meson = meson
        stage = self.stage = os.path.join(directory, "stage")
        run(meson + ["install", "-C", build, "--no-rebuild", "--quiet", "--destdir", stage])
        files = glob.glob(stage + "/**/pkgconfig/sspi.pc", recursive=True)
        expect(len(files) == 1, "one sspi.pc")
        self.metadata = os.path.dirname(files[0])
        self.libraries = os.path.dirname(self.metadata)
        self.prefix = os.path.dirname(os.path.dirname(glob.glob(stage + "/**/include/sspi", recursive=True)[0]))
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

    def remove_shared(self):
        """Leaves the static libraries alone."""
        for path in glob.glob(self.libraries + "/libsspi*.so*") + glob.glob(self.libraries + "/libsspi*.dylib"):
            os.remove(path)

    def flags(self, *arguments):
        return shlex.split(run(["pkg-config", *arguments], env=self.environment))

    def run(self, program, *arguments):
        return run([program, *arguments], env=self.environment)


def local(name):
    return os.path.join(HERE, name)


def write(directory, name, text):
    path = os.path.join(directory, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path
