# SPDX-License-Identifier: BSL-1.0
"""Checks that the body of every exported function stands in a guard: no exception gets past one to a caller in C."""
import re

import policy

GUARDS = {"guarded", "guarded_or", "guarded_silently", "guarded_by_last_error", "guarded_win32", "lsa_guarded"}
# What may stand before the guard: it copies arguments, and names types.
HARMLESS = ("const auto call = abi::leg_call_of", "using ")
# Both hand out a table that is made when the library is compiled.
TABLES = ("InitSecurityInterfaceA", "InitSecurityInterfaceW")
WORDS = {"if", "for", "while", "switch", "catch", "return"}


def bare(text):
    """The code without comments, and without what is in literals."""
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"', lambda m: '""' if m.group()[0] == '"' else "", text,
                  flags=re.DOTALL)


def closing(code, start):
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for place in range(start, len(code)):
        depth += code[place] in "({["
        depth -= code[place] in ")}]"
        if depth == 0:
            return place
    return len(code)


def functions(code):
    """Name and body of each function that is defined."""
    for match in re.finditer(r"\b(\w+)\(", code):
        behind = closing(code, match.end() - 1) + 1
        opened = re.match(r"\s*(?:const)?\s*(?:noexcept)?\s*(?:->\s*[\w:<>]+)?\s*{", code[behind:])
        if opened and match.group(1) not in WORDS:
            brace = behind + opened.end() - 1
            yield match.group(1), code[brace + 1:closing(code, brace)]


def statements(body):
    """Those of a body that are not in brackets of their own."""
    out, depth = [""], 0
    for letter in body:
        depth += letter in "({["
        depth -= letter in ")}]"
        if letter == ";" and depth == 0:
            out.append("")
        else:
            out[-1] += letter
    return [" ".join(each.split()) for each in out if each.strip()]


def called(statement):
    """The function that the whole statement calls, or None."""
    match = re.match(r"(?:return )?(?:static_cast<\w+>\()?(?:sspi::)?(?:abi::)?(\w+)(?:<\w+>)?\(", statement)
    return match and match.group(1)


def check(files):
    bodies, exported = {}, []
    for path, text in files.items():
        if path == "src/exports.txt":
            exported = [line.split()[0] for line in text.splitlines() if line.strip()]
        elif path.startswith("src/abi/"):
            for name, body in functions(bare(text)):
                bodies.setdefault(name, []).append(body)
    safe = set(GUARDS)

    def stands(body):
        inner = [each for each in statements(body) if not each.startswith(HARMLESS)]
        return len(inner) == 1 and called(inner[0]) in safe

    grown = True
    while grown:
        more = {name for name, all_of in bodies.items() if all(stands(body) for body in all_of)} - safe
        grown = bool(more)
        safe |= more
    return [f"{name}: its body does not stand in a guard" if name in bodies else f"{name}: has no body"
            for name in exported if name not in safe and name not in TABLES]


def sample(body, more=""):
    return {"src/exports.txt": "Free\n", "src/abi/memory.cpp": more + "LONG SEC_ENTRY Free(void* p) {" + body + "}\n"}


SAMPLES = (
    (sample("return release(p) ? 0 : 1;"), "does not stand in a guard"),
    (sample("work(); return abi::guarded([&] { return 0; });"), "does not stand in a guard"),
    ({"src/exports.txt": "Free\n"}, "has no body"),
    (sample("return helper(p);", "LONG helper(void* p) { return release(p); }\n"), "does not stand in a guard"),
    (sample("// abi::guarded(\nreturn release(p);"), "does not stand in a guard"),
    (sample("return abi::guarded({.name = \"Free\"}, [&] { release(p); return 0; });"), None),
    (sample("return sspi::abi::helper<int>(p);", "LONG helper(void* p) { return guarded([&] { return 0; }); }\n"), None),
    (sample("const auto call = abi::leg_call_of(p); return abi::guarded([&] { return 0; });"), None),
)

if __name__ == "__main__":
    policy.run(check, policy.tree(), SAMPLES)
