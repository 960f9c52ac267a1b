#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs a program with another library before all others; 77 where that library is not to be had."""
import os
import subprocess
import sys


def main(library, *command):
    environment = {**os.environ, "LD_PRELOAD": library}
    shown = subprocess.run(command[:1], env={**environment, "LD_TRACE_LOADED_OBJECTS": "1"}, capture_output=True, text=True)
    if library not in shown.stdout or f"{library} => not found" in shown.stdout or "cannot be preloaded" in shown.stderr:
        print(f"there is no {library}")
        return 77
    return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
