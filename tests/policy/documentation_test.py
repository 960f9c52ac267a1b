# SPDX-License-Identifier: BSL-1.0
"""Checks that every function of the public headers is documented, in C with everything that its reader has to know."""
import re

import policy

HEADER = re.compile(r"include/sspi/[^/]*\.h$")
PROTOTYPE = re.compile(r"^SSPI_API\s+(?P<result>[\w\s*]+?)\s*(?:SEC_ENTRY|WINAPI|NTAPI)\s+(?P<name>\w+)\s*\(", re.MULTILINE)
COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
# What may stand between one prototype and the next that the same comment is about.
BETWEEN = re.compile(r"[^;]*;(?:\s*#define[^\n]*\n|\s*typedef[^;]*;|\s)*$", re.DOTALL)
# The test kit's C functions: what they are is not on Windows, and each may be of any type.
KIT_HEADER = re.compile(r"include/sspi/testing/[^/]*\.h$")
KIT_PROTOTYPE = re.compile(r"^SSPI_TESTING_API\s+(?P<result>[\w\s*]+?)\s*(?P<name>sspi_testing_\w+)\(", re.MULTILINE)
KIT_PARTS = {"void": (), "int": ("Returns:", "On failure:")}
# The C++ interface: what is public, in paragraphs, each of which is a group with one comment.
API_HEADER = re.compile(r"include/sspi/[^/]*\.hpp$")
PRIVATE = re.compile(r"^( *)(?:private|protected):\n.*?(?=^(?!\1 )[^\n]*\}|^\1public:)", re.MULTILINE | re.DOTALL)
DECLARES = re.compile(r"^\s*(?!//|#|return\b|friend class|using namespace|namespace\b|\}|static_assert)[^/\n]*"
                      r"(?:\w\(|^\s*(?:class|struct|enum)\b)", re.MULTILINE)
# What needs no words: assignments and constructors that the compiler makes, or does not.
PLAIN = re.compile(r"^\s*[^;{}()]*\([^;{}]*\)[^;{}]*= (?:default|delete);$|^\s*(?:class|struct) \w+;$")
PARTS = ("Returns:", "On failure:", "Differs from Windows:", "Source:")


def plain(comment):
    """A comment's words in one line, without the stars."""
    return " ".join(re.sub(r"^\s*\* ?", "", comment, flags=re.MULTILINE).split())


def comment_before(text, position):
    """The comment that ends right before the position, or None."""
    last = None
    for last in COMMENT.finditer(text, 0, position):
        pass
    return plain(last.group(1)) if last and not text[last.end():position].strip() else None


def lacking(function, result, comment):
    if not comment:
        return ["has no documentation"]
    found = []
    first = comment.split()[0]
    if first not in (function, function[:-1] if function[-1] in "AW" else function):
        found.append(f"is documented by a sentence that begins with {first!r}")
    parts = [part for part in PARTS if result != "VOID" or part not in ("Returns:", "On failure:")]
    if result.startswith("PSecurityFunctionTable"):
        parts.remove("On failure:")  # it does not fail
    for part in parts:
        if not re.search(re.escape(part) + r" \S", comment):
            found.append(f"does not say {part!r}")
    return found


def check(files):
    complaints = []
    for path, text in files.items():
        if not HEADER.match(path):
            continue
        comment, end = None, 0
        for prototype in PROTOTYPE.finditer(text):
            own = comment_before(text, prototype.start())
            if own or not BETWEEN.match(text[end:prototype.start()]):
                comment = own
            end = prototype.end()
            complaints += [f"{path}: {prototype['name']} {each}"
                           for each in lacking(prototype["name"], prototype["result"], comment)]
    return complaints + check_kit(files) + check_api(files)


def undocumented(text):
    """The first lines of the paragraphs that declare something for users and say nothing about it."""
    body = PRIVATE.sub("", text.split("#pragma once", 1)[-1])
    for paragraph in re.split(r"\n\s*\n", body):
        lines = [line for line in paragraph.splitlines() if line.strip() not in ("public:", "")]
        if not lines or re.match(r"\s*(?:inline|template|#|namespace impl)", lines[0]):
            continue  # bodies, and what is inside
        telling = [line for line in lines if not PLAIN.match(line)]
        if DECLARES.search("\n".join(telling)) and "//" not in paragraph:
            yield lines[0].strip()


def check_api(files):
    return [f"{path}: has no documentation for {line!r}"
            for path, text in files.items() if API_HEADER.match(path) for line in undocumented(text)]


def check_kit(files):
    complaints = []
    for path, text in files.items():
        if not KIT_HEADER.match(path):
            continue
        for prototype in KIT_PROTOTYPE.finditer(text):
            name, result = prototype["name"], prototype["result"]
            comment = comment_before(text, prototype.start())
            if not comment or comment.split()[0] != name:
                complaints.append(f"{path}: {name} has no documentation that begins with its name")
                continue
            # Predicates are int as well, and do not fail.
            parts = KIT_PARTS.get(result, ("Returns:",)) if "_OK" in comment else KIT_PARTS.get(result, ("Returns:",))[:1]
            complaints += [f"{path}: {name} does not say {part!r}" for part in parts if part not in comment]
    return complaints


def header(comment, prototype="SSPI_API SECURITY_STATUS SEC_ENTRY Fly(int);\n"):
    return {"include/sspi/x.h": f"{comment}\n{prototype}"}


GOOD = "/*\n * Fly flies.\n *\n * Returns: SEC_E_OK. On failure: nothing.\n * Differs from Windows: no. Source: x.\n */"
PAIR = "SSPI_API SECURITY_STATUS SEC_ENTRY FlyA(int);\nSSPI_API SECURITY_STATUS SEC_ENTRY FlyW(int) WIDE(FlyW);\n"
KIT = ("/*\n * sspi_testing_fly flies.\n * Returns: SSPI_TESTING_OK.\n * On failure: nothing.\n */\n"
       "SSPI_TESTING_API int sspi_testing_fly(int);\n")


def kit(old="", new=""):
    return {"include/sspi/testing/x.h": KIT.replace(old, new) if old else KIT}


API = ("#pragma once\n\nnamespace sspi {\n\n/// Flies.\nclass wing {\n  public:\n    wing() = default;\n\n    /// Beats.\n"
       "    void beat();\n    void beat(int times);\n\n  private:\n    void fold();\n};\n\n} // namespace sspi\n")


def api(old="", new=""):
    return {"include/sspi/x.hpp": API.replace(old, new) if old else API}


SAMPLES = (
    (api(), None),
    (api("/// Flies.\n"), "'class wing {'"),
    (api("    /// Beats.\n"), "'void beat();'"),
    (api("    void beat(int", "\n    void beat(int"), "'void beat(int times);'"),
    (api("  private:\n"), "'void fold();'"),
    (api("};\n\n}", "};\n\nint swim();\n\n}"), "'int swim();'"),
    (kit(), None),
    (kit("sspi_testing_fly flies", "It flies"), "begins with its name"),
    (kit("/*\n", "// "), "begins with its name"),
    (kit("Returns:", ""), "'Returns:'"),
    (kit("On failure:", ""), "'On failure:'"),
    (header(""), "has no documentation"),
    (header(GOOD + "\nint between;"), "has no documentation"),
    (header(GOOD.replace("Fly flies", "It flies")), "begins with 'It'"),
    (header(GOOD.replace("Returns: SEC_E_OK.", "")), "'Returns:'"),
    (header(GOOD.replace("On failure: nothing.", "")), "'On failure:'"),
    (header(GOOD.replace("Differs from Windows: no.", "")), "'Differs from Windows:'"),
    (header(GOOD.replace("Source: x.", "Source:")), "'Source:'"),
    (header(GOOD, PAIR + "#define Fly AW(Fly)\ntypedef int x;\nSSPI_API BOOLEAN SEC_ENTRY Swim(void);\n"), "Swim is"),
    (header(GOOD), None),
    (header(GOOD, PAIR), None),
    (header("/* Fly flies. Differs from Windows: no. Source: x. */", "SSPI_API VOID SEC_ENTRY Fly(int);\n"), None),
)

if __name__ == "__main__":
    files = policy.tree()
    found = sum(len(PROTOTYPE.findall(text)) for path, text in files.items() if HEADER.match(path))
    exports = len(policy.read("src", "exports.txt").splitlines())
    if found != exports:
        raise SystemExit(f"{found} prototypes were found, and there are {exports} exports")
    policy.run(check, files, SAMPLES)
