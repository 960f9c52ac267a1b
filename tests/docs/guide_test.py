# SPDX-License-Identifier: BSL-1.0
"""Does what a guide in docs/ says, as its reader would, with an installed library: see guide.py for how it is read."""
import argparse
import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "packaging"))

import guide
from installed import expect, installation


def surroundings(here):
    """What a shell has where the library is installed."""
    kdc = glob.glob(here.stage + "/**/bin/sspi-kdc", recursive=True)
    expect(len(kdc) == 1, "one sspi-kdc")
    path = os.path.dirname(kdc[0]) + os.pathsep + os.environ["PATH"]
    return dict(here.environment, PATH=path, CMAKE_PREFIX_PATH=here.prefix, LC_ALL="C.UTF-8")


def follow(steps, directory, environment):
    """Writes the files and runs the commands; the first thing that is not as the guide says is the result."""
    for step in steps:
        if step.kind == "file":
            guide.save(step, directory)
            continue
        print(f"+ {step.text}", flush=True)
        done = subprocess.run(["sh", "-euc", step.text], cwd=directory, env=environment, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print(done.stdout, flush=True)
        if step.output is not None and not guide.is_as_shown(step.output, done.stdout):
            return f"the guide shows, in place of this:\n{step.output}"
        if step.output is None and done.returncode != 0:
            return f"the command ended with {done.returncode}"
    return None


def lacking(steps):
    """The build tools that the guide uses and this machine has not."""
    used = {name for step in steps if step.kind == "sh" for name in ("cmake", "ninja", "pkg-config") if name in step.text}
    return sorted(name for name in used if shutil.which(name) is None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("guide")
    parser.add_argument("--build", required=True)
    parser.add_argument("--meson", nargs="+", required=True)
    options = parser.parse_args()
    with open(options.guide, encoding="utf-8") as text:
        steps = guide.steps(text.read())
    expect(any(step.kind == "file" for step in steps) and any(step.kind == "sh" for step in steps), "files and commands")
    if missing := lacking(steps):
        print("skipped, not installed:", *missing)
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="sspi-guide-") as directory:
        here = installation(options.meson, options.build, os.path.join(directory, "installed"))
        reader = os.path.join(directory, "reader")
        os.mkdir(reader)
        complaint = follow(steps, reader, surroundings(here))
    if complaint:
        sys.exit(complaint)


if __name__ == "__main__":
    main()
