# SPDX-License-Identifier: BSL-1.0
"""Checks what the project says about itself: the table of entry points, the programs in the README, the change log."""
import argparse
import re

import policy

CLIENT = "examples/minimal_client.c"
HELLO = "examples/hello.cpp"
PROGRAMS = (("c", CLIENT), ("cpp", HELLO))
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| (.+?) \|$", re.MULTILINE)
BODY = re.compile(r"^(\w+) SEC_ENTRY (\w+)\(", re.MULTILINE)
# What an entry point that is not carried out answers, by its result type.
UNSUPPORTED = {
    "SECURITY_STATUS": "`SEC_E_UNSUPPORTED_FUNCTION` in this version",
    "ULONG": "`SEC_E_UNSUPPORTED_FUNCTION` in this version",
    "BOOLEAN": "`FALSE` in this version",
    "VOID": "does nothing in this version",
}


def expected_states(files):
    """Entry point to the words the table has to begin with: by the source file that defines it."""
    states = {line.split()[0]: "done" for line in files["src/exports.txt"].splitlines() if line.strip()}
    for path, text in files.items():
        if path.startswith("src/abi/") and path.endswith("unsupported.cpp"):
            states.update({name: UNSUPPORTED[result] for result, name in BODY.findall(text)})
        if path.startswith("src/abi/") and path.endswith("refused.cpp"):
            states.update({name: "refused: `" for _, name in BODY.findall(text)})
    return states


def table(files):
    states = expected_states(files)
    seen = {}
    for names, state in ROW.findall(files["README.md"]):
        for name in re.findall(r"\w+", names):
            if name in seen:
                yield f"README.md: {name} is in the table twice"
            seen[name] = state
    for name in sorted(set(states) - set(seen)):
        yield f"README.md: {name} is not in the table"
    for name in sorted(set(seen) - set(states)):
        yield f"README.md: {name} is in the table and not an entry point"
    for name in sorted(set(seen) & set(states)):
        if not seen[name].startswith(states[name]):
            yield f"README.md: {name} is said to be {seen[name]!r} and is {states[name]!r}"


def programs(files):
    for language, path in PROGRAMS:
        block = re.search(rf"^```{language}\n(.*?)^```", files["README.md"], re.MULTILINE | re.DOTALL)
        # The file's first two lines are its licence and purpose.
        if not block or block[1] != files[path].split("\n", 2)[2]:
            yield f"README.md: the first program in {language} is not {path} from its third line on"


def change_log(files):
    version = files["version"]
    if not re.search(rf"^## \[{re.escape(version)}\] - (\d{{4}}-\d\d-\d\d|unreleased)$", files["CHANGELOG.md"],
                     re.MULTILINE):
        yield f"CHANGELOG.md: no section for {version}"


def check(files):
    return [*table(files), *programs(files), *change_log(files)]


GOOD = {
    "src/exports.txt": "Dig\nFly\nSwim utf32\nWalk\n",
    "src/abi/wide/refused.cpp": "SECURITY_STATUS SEC_ENTRY Dig(int) {\n",
    "src/abi/unsupported.cpp": "SECURITY_STATUS SEC_ENTRY Walk(int) {\n",
    "README.md": "| `Fly`, `Swim` | done: well |\n| `Walk` | `SEC_E_UNSUPPORTED_FUNCTION` in this version |\n"
                 "| `Dig` | refused: `SEC_E_UNSUPPORTED_FUNCTION`, there is no ground |\n"
                 "```c\nint a;\n```\n```cpp\nint b;\n```\n",
    CLIENT: "// licence\n// purpose\nint a;\n",
    HELLO: "// licence\n// purpose\nint b;\n",
    "CHANGELOG.md": "# Changes\n\n## [1.2.0] - 2020-01-01\n",
    "version": "1.2.0",
}


def changed(path, old, new):
    return GOOD | {path: GOOD[path].replace(old, new)}


SAMPLES = (
    (changed("README.md", ", `Swim`", ""), "Swim is not in the table"),
    (changed("README.md", "`Swim`", "`Swim`, `Swim`"), "Swim is in the table twice"),
    (changed("src/exports.txt", "Fly\n", ""), "Fly is in the table and not an entry point"),
    (changed("README.md", "done: well", "`FALSE` in this version"), "Fly is said to be"),
    (changed("src/abi/unsupported.cpp", "Walk", "Swim"), "Walk is said to be"),
    (changed("README.md", "refused: ", ""), "Dig is said to be"),
    (changed("README.md", "int a;", "int c;"), "program in c is not"),
    (changed(CLIENT, "int a;", "int c;"), "program in c is not"),
    (changed(HELLO, "int b;", "int c;"), "program in cpp is not"),
    (changed("CHANGELOG.md", "1.2.0", "1.1.0"), "no section for 1.2.0"),
    (changed("version", "1.2.0", "1.3.0"), "no section for 1.3.0"),
    (GOOD, None),
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", required=True)
    policy.run(check, policy.tree() | {"version": parser.parse_args().version}, SAMPLES)
