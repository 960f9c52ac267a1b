# SPDX-License-Identifier: BSL-1.0
"""What the policy tests share: the project's files, and a run that shows that each check can fail before it is believed."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOT_OURS = (".git", ".cache", "__pycache__")
SOURCES = (".h", ".hpp", ".c", ".cpp")


def ours(directory):
    """Whether a folder is part of the project: not a build directory, a clone or what a tool left behind."""
    inside = os.path.relpath(directory, ROOT)
    if os.path.basename(directory) in NOT_OURS or inside.startswith(("build", "subprojects" + os.sep)):
        return False
    return not os.path.exists(os.path.join(directory, "meson-private"))


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as text:
        return text.read()


def tree():
    """Path from the project's root, with slashes, to text, for every text file of the project."""
    files = {}
    for directory, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if ours(os.path.join(directory, name)))
        for name in sorted(set(names) - set(NOT_OURS)):  # in a work tree .git is a file
            path = os.path.relpath(os.path.join(directory, name), ROOT).replace(os.sep, "/")
            try:
                files[path] = read(path)
            except (UnicodeDecodeError, FileNotFoundError):
                continue  # binary data, or a file that an editor has just replaced
    return files


def run(check, files, samples):
    """Runs check(files), which gives complaints, after each (files, words) of samples got a complaint with the words,
    or, where the words are None, none at all. Ends the process."""
    unnoticed = []
    for sample, words in samples:
        complaints = check(sample)
        wrong = bool(complaints) if words is None else not any(words in each for each in complaints)
        if wrong:
            unnoticed.append(f"the check itself is wrong: expected {words!r} for {sample!r}, got {complaints!r}")
    complaints = unnoticed + check(files)
    print(f"{len(samples)} samples, {len(files)} files, {len(complaints)} complaints")
    print("\n".join(complaints))
    sys.exit(1 if complaints or not files or not samples else 0)
