# SPDX-License-Identifier: BSL-1.0
"""Checks what holds for every file: how it begins, how long it is, and words that have no business in it."""
import re

import policy

LONGEST = 500
MAY_BE_LONGER = ("include/sspi/sspi.h",)
# Pieces, so that this file does not have in it what it looks for.
FORBIDDEN = (
    ("a path of one machine", r"(?<![\w.])/(?:" + "|".join(("work", "home", "root", "Users")) + r")/"),
    ("a package registry's host", r"\b(?:pypi|npmjs|crates|deb[.]debian|archive[.]ubuntu|proxy[.]golang)"
                                  r"[.](?:org|com|io)\b"),
    ("a note of work not done", r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b"),
)
COMMENT = {"//": policy.SOURCES, "#": (".py", ".sh", "meson.build", "meson_options.txt")}


def lacks_header(path, text):
    lines = text.splitlines()
    for mark, endings in COMMENT.items():
        if path.endswith(endings):
            start = 1 if lines[:1] and lines[0].startswith("#!") else 0
            licence = "SPDX-License-Identifier: BSL-1.0"
            allowed = [f"{mark} {licence}"] + [f"/* {licence} */"] * path.endswith((".c", ".h"))
            if not lines[start:] or lines[start] not in allowed:
                return "does not begin with its licence"
            # One sentence about the file: a comment, or a Python script's first string.
            purpose = lines[start + 1] if len(lines) > start + 1 else ""
            if path.endswith(policy.SOURCES) and not re.match(r"(//|/\*) \S", purpose):
                return "does not say in its second line what it is for"
            if path.endswith(".py") and not purpose.startswith('"""'):
                return "does not say in its second line what it is for"
    return None


def once_included(path, text):
    if path.endswith(".hpp") and "#pragma once" not in text:
        return "has no #pragma once"
    if path.startswith("tests/") or not path.endswith(".h"):
        return None
    return None if re.search(r"^#(pragma once|ifndef (\w+)\n#define \2)$", text, re.MULTILINE) else "can be included twice"


def check(files):
    complaints = []
    for path, text in files.items():
        forwarder = path.startswith("include/sspi/windows/") and text.count("\n") <= 3
        found = [lacks_header(path, text), None if forwarder else once_included(path, text)]
        lines = text.count("\n")
        if path.endswith(policy.SOURCES + (".py",)) and lines > LONGEST and path not in MAY_BE_LONGER:
            found.append(f"has {lines} lines; split it before {LONGEST}")
        for what, pattern in FORBIDDEN:
            match = re.search(pattern, text)
            found.append(match and f"has {what}: {match.group()}")
        complaints += [f"{path}: {each}" for each in found if each]
    return complaints


HEAD = "// SPDX-License-Identifier: BSL-1.0\n// What it is for.\n"
SAMPLES = (
    ({"src/a.cpp": "int a;\n"}, "does not begin with its licence"),
    ({"src/a.cpp": "// SPDX-License-Identifier: MIT\n// A file.\n"}, "does not begin with its licence"),
    ({"src/a.cpp": "// SPDX-License-Identifier: BSL-1.0\nint a;\n"}, "what it is for"),
    ({"tools/a.py": "#!/usr/bin/env python3\nimport os\n"}, "does not begin with its licence"),
    ({"tools/a.py": "# SPDX-License-Identifier: BSL-1.0\nimport os\n"}, "what it is for"),
    ({"src/meson.build": "x = 1\n"}, "does not begin with its licence"),
    ({"src/a.hpp": HEAD}, "#pragma once"),
    ({"include/sspi/a.h": HEAD}, "can be included twice"),
    ({"src/a.cpp": HEAD + "\n" * LONGEST}, "split it"),
    ({"README.md": "see " + "/".join(("", "work", "x"))}, "a path of one machine"),
    ({"README.md": "from " + ".".join(("pypi", "org"))}, "a package registry's host"),
    ({"src/a.cpp": HEAD + "// TO" + "DO later\n"}, "a note of work not done"),
    ({"src/a.hpp": HEAD + "#pragma once\n"}, None),
    ({"tools/a.py": '#!/usr/bin/env python3\n# SPDX-License-Identifier: BSL-1.0\n"""Does it."""\n'}, None),
    ({"include/sspi/sspi.h": HEAD + "#ifndef A\n#define A\n" + "\n" * 2 * LONGEST}, None),
)

if __name__ == "__main__":
    policy.run(check, policy.tree(), SAMPLES)
