#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows the manual in the public headers to Doxygen: makes its comments of those that people read. Writes to stdout."""
import re
import sys

LABELS = ("Returns", "On failure", "Differs from Windows", "Source", "Threads", "Ownership")
LABEL = re.compile(rf"({'|'.join(LABELS)}):\s*(.*)", re.DOTALL)
# A row of a table: a short name, two spaces or more, and what it means.
ROW = re.compile(r"(\S+(?: \S+){0,3}?)\s{2,}(\S.*)", re.DOTALL)
# The name of a parameter at the beginning of a line: what it is follows.
PARAMETER = re.compile(r"(p|ph|psz|pf|pts|pul|ul|f|n|lp|cb|sz)[A-Z]\w*\b")
SECTION = re.compile(r"/\* -{4} (.*?) -+ \*/")
END_OF_C = "\n#ifdef __cplusplus\n}\n"
DECLARATION = re.compile(r"\s*(SSPI\w*_API|\[\[|template|explicit|static|constexpr|inline|friend|virtual|[A-Za-z_~:])[^=]*\(")


def escaped(text):
    """Text that is no markup, whatever characters are in it. Between quotation marks Doxygen knows no commands."""
    parts = re.split(r'("[^"]*")', text)
    parts[::2] = [re.sub(r"([\\@<>#%*_`\[\]])", r"\\\1", each) for each in parts[::2]]
    parts[1::2] = [each.replace("<", "&lt;").replace(">", "&gt;") for each in parts[1::2]]
    return "".join(parts)


def indent(line):
    return len(line) - len(line.lstrip())


def pieces(lines):
    """The paragraphs of a comment, its items with a hanging indent and the rows of its tables, as (kind, text)."""
    found = []
    for line in lines:
        depth, text = indent(line), line.strip()
        if not text:
            found.append(["end", ""])
        elif 2 <= depth <= 3 and (ROW.match(text) or found[-1][0] in ("end", "row")):
            found.append(["row", text])
        elif depth > 0 and found and found[-1][0] != "end":
            found[-1][1] += " " + text
            if depth == 4 and found[-1][0] == "text":
                found[-1][0] = "item"
        elif LABEL.match(text) or not found or found[-1][0] in ("end", "row", "item") or \
                (found[-1][1].endswith(".") and PARAMETER.match(text)):
            found.append(["label" if LABEL.match(text) else "item" if found and PARAMETER.match(text) else "text", text])
        else:
            found[-1][1] += " " + text
    return [(kind, text) for kind, text in found if kind != "end"]


def shown(kind, text):
    if kind == "label":
        name, rest = LABEL.match(text).groups()
        return f"\n\\par {name}\n{escaped(rest)}"
    if kind == "row":
        row = ROW.match(text)
        return f"- `{row[1]}`: {escaped(row[2])}" if row and "`" not in row[1] else f"- {escaped(text)}"
    if kind == "item":
        return f"- {escaped(text)}"
    return f"\n{escaped(text)}"


def documentation(comment):
    """The comment of a C header as Markdown."""
    lines = [re.sub(r"^\s*\*(?: |$)", "", line) for line in comment.split("\n")]
    lines[0] = lines[0].strip()
    return "\n".join(shown(*piece) for piece in pieces([line.rstrip() for line in lines])).strip("\n")


def is_declaration(text):
    """Whether what follows a comment is what it is about."""
    return re.match(r"(SSPI|typedef|#define|#ifn?def|struct|enum|static|inline|template|extern)", text)


def head(lines):
    """The first lines of a file, which say what it is for."""
    result = []
    for line in lines:
        if not line.startswith("//"):
            break
        result.append("/// \\file" if "SPDX-License-Identifier" in line else without_commands("///" + line[2:]))
    return result


class c_header:
    """What the comments of a C header become."""

    def __init__(self, end):
        self.open = False
        self.end = end  # where the last section ends

    def comment(self, match, text):
        section = SECTION.match(match[0])
        if section and match.start() > self.end:
            return ""
        if section:
            opened = ("/**\\}*/\n" if self.open else "") + f"/** \\name {escaped(section[1])} */\n/**\\{{*/"
            self.open = True
            return opened
        body = documentation(match[1])
        if is_declaration(text[match.end():].lstrip("\n") if text[match.end():match.end() + 2] != "\n\n" else ""):
            return f"/**\n{body}\n*/"
        return f"/** \\file\n\\details\n{body}\n*/"


def grouped(text):
    """Gives the second of two prototypes that follow each other, such as a ...W after a ...A, the first one's comment."""
    name = r"SSPI_API[^;(]*?(\w+)\("
    pair = re.compile(rf"({name}[^;]*;\n)(?:#define [^\n]*\n)?(?={name})", re.DOTALL)
    return pair.sub(lambda match: match[0] + f"/** \\copydoc {match[2]} */\n", text)


def filter_c(text):
    lines = text.split("\n")
    beginning = head(lines)
    rest = "\n".join(lines[len(beginning):])
    # A comment behind a member or a constant is about that.
    rest = re.sub(r"^([ \t]*[^\s/*][^\n]*?[ \t])/\* ([^\n]*?) \*/[ \t]*$", lambda m: f"{m[1]}/**< {escaped(m[2])} */", rest,
                  flags=re.MULTILINE)
    header = c_header(rest.find(END_OF_C))
    rest = re.sub(r"^/\*(?!\*)(.*?)\*/", lambda match: header.comment(match, match.string), rest, flags=re.DOTALL | re.MULTILINE)
    if header.open:
        rest = rest.replace(END_OF_C, "\n/**\\}*/" + END_OF_C, 1)
    return "\n".join(beginning) + "\n" + grouped(rest)


def without_commands(line):
    """A line of a /// comment in which an @ is one, code and quotations apart."""
    if re.match(r"\s*///<? {5}", line):
        return line
    return re.sub(r'("[^"]*"|`[^`]*`)|@', lambda match: match[1] or "\\@", line)


def filter_cpp(text):
    """A C++ header has its /// already; overloads without a line between them share the comment of the first."""
    # Doxygen does not know what is specialised here.
    text = re.sub(r"^template <>\s*struct (?:std|boost)::[^;]*;$", "", text, flags=re.MULTILINE)
    lines = text.split("\n")
    result = head(lines)
    block, inside, fresh = [], False, False
    for line in lines[len(result):]:
        if re.match(r"\s*///(?!<)", line):
            block = [*(block if inside else []), without_commands(line)]
            inside, line = True, block[-1]
        else:
            if fresh and DECLARATION.match(line):
                result += block
            if not line.strip() or re.search(r"(^\s*[#}]|[{:]$)", line):
                block = []
            inside, fresh = False, bool(block) and bool(re.search(r"[;}]( //.*)?$", line))
        result.append(line)
    return "\n".join(result)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        # A name that says nothing to readers.
        text = re.sub(r"^(inline|\} //) namespace SSPI_TESTING_ABI( \{)?\n", "", file.read(), flags=re.MULTILINE)
    sys.stdout.write(filter_c(text) if sys.argv[1].endswith(".h") else filter_cpp(text))


if __name__ == "__main__":
    main()
