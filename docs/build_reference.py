#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the reference with Doxygen, in html/ of the folder that is named; every warning is a failure."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def build(output, include=ROOT / "include" / "sspi"):
    """Returns Doxygen's exit status."""
    version = re.search(r"^  version: '([^']+)'", (ROOT / "meson.build").read_text(encoding="utf-8"), re.MULTILINE)[1]
    more = {"OUTPUT_DIRECTORY": output, "PROJECT_NUMBER": version, "WARN_AS_ERROR": "FAIL_ON_WARNINGS"}
    settings = (ROOT / "docs" / "Doxyfile").read_text(encoding="utf-8")
    if include != ROOT / "include" / "sspi":
        more["INPUT"] = f"{include} docs/reference.md"
    settings += "".join(f'{name} = {value}\n' for name, value in more.items())
    pathlib.Path(output).mkdir(parents=True, exist_ok=True)
    return subprocess.run(["doxygen", "-"], input=settings, text=True, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(build(pathlib.Path(sys.argv[1]).resolve()))
