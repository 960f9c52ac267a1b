# SPDX-License-Identifier: BSL-1.0
"""Reads a guide: its files, its commands and what they print.

Every block of code in a guide is one of these:
  a file      its first line is a comment with the file's name, "// client.cpp" or "# meson.build";
              "// client.cpp, continued" adds to the file
  commands    in a block called sh; they run in order, and must succeed, unless their output is shown
  output      in a block called text, behind commands; "..." stands for anything in a line
"""
import os
import re

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"(?://|#|/\*) ([\w./-]+\.(?:c|h|cpp|hpp|build|txt|conf))(, continued)?(?: \*/)?$")


class Step:
    def __init__(self, kind, text, name=None, more=False):
        self.kind, self.text, self.name, self.more, self.output = kind, text, name, more, None


def step_of(language, text):
    if language == "sh":
        return Step("sh", text)
    named = NAME.match(text.split("\n", 1)[0])
    if not named:
        raise SystemExit(f"a block of {language or 'nothing'} has no name and is no command:\n{text}")
    return Step("file", text, named[1], bool(named[2]))


def steps(guide):
    out = []
    for language, text in BLOCK.findall(guide):
        if language != "text":
            out.append(step_of(language, text))
        elif out and out[-1].kind == "sh" and out[-1].output is None:
            out[-1].output = text
        else:
            raise SystemExit(f"output without commands:\n{text}")
    return out


def save(step, directory):
    path = os.path.join(directory, step.name)
    if os.path.exists(path) != step.more:
        raise SystemExit(f"{step.name} is {'not there' if step.more else 'there already'}")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a", encoding="utf-8") as file:
        file.write(step.text)


def is_as_shown(shown, printed):
    pattern = ".*".join(re.escape(part) for part in shown.rstrip("\n").split("..."))
    return re.fullmatch(pattern, printed.rstrip("\n")) is not None
