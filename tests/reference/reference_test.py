# SPDX-License-Identifier: BSL-1.0
"""Builds the reference, lets no warning pass, and looks whether the functions have their text in it. 77 without Doxygen."""
import html
import pathlib
import re
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import build_reference  # noqa: E402

# A function's part of a page: its heading, and all up to the next heading.
PART = re.compile(r'<h2 class="memtitle">.*?</span>(\w+)\(\)(.*?)(?=<h2 class="memtitle">|\Z)', re.DOTALL)
BAD = """// SPDX-License-Identifier: BSL-1.0
// A header that names a parameter that is not there.
#pragma once
/// \\param gone is not there
int function(int here);
"""


def functions(folder):
    """Function to the plain text that the pages have of it, over all of its overloads."""
    found = {}
    for page in folder.glob("*_8h.html"):
        for name, part in PART.findall(page.read_text(encoding="utf-8")):
            text = html.unescape(re.sub(r"<[^>]+>", " ", part))
            found[name] = found.get(name, "") + " ".join(text.split())
    return found


def complaints(folder, exports):
    found = functions(folder)
    for name in exports:
        text = found.get(name, "")
        stem = name[:-1] if name[-1] in "AW" else name
        if not re.search(rf"\) .*?\b({name}|{stem}) [a-z]", text):
            yield f"{name} does not begin with what it does: {text[:200]!r}"
        for part in ("Differs from Windows", "Source"):
            if part not in text:
                yield f"{name} lacks {part!r}"
    for page in folder.glob("*sspi_1_1*.html"):
        text = page.read_text(encoding="utf-8")
        if re.search("_1_1(detail|impl)[_.]", page.name):
            yield f"internal names are shown: {page.name}"
        if page.name.startswith(("class", "struct")) and 'name="details"' not in text and "-members" not in page.name:
            yield f"nothing is said of what it is: {page.name}"


def notices_warnings(directory):
    """Whether a header with a mistake is refused."""
    (directory / "bad").mkdir()
    (directory / "bad" / "bad.hpp").write_text(BAD, encoding="utf-8")
    return build_reference.build(directory / "bad" / "out", directory / "bad") != 0


def main():
    if shutil.which("doxygen") is None:
        print("skipped: doxygen is not installed")
        return 77
    exports = [line.split()[0] for line in (ROOT / "src" / "exports.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="sspi-reference-") as name:
        directory = pathlib.Path(name)
        if not notices_warnings(directory):
            print("a warning does not make it fail")
            return 1
        if build_reference.build(directory) != 0:
            return 1
        found = list(complaints(directory / "html", exports))
    print("\n".join(found) or f"{len(exports)} functions are in the reference")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
