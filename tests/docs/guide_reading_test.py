# SPDX-License-Identifier: BSL-1.0
"""Shows that what reads the guides notices a block that nobody would compile or run, and output that is another."""
import guide

GOOD = "Text.\n\n```cpp\n// a.cpp\nint a;\n```\n\n```sh\ncat a.cpp\n```\n\n```text\nint ...;\n```\n"
BAD = {
    "a block without a name": "```cpp\nint a;\n```\n",
    "a block without a language": "```\nls\n```\n",
    "output without commands": "```text\nint\n```\n",
    "two outputs": "```sh\nls\n```\n```text\na\n```\n```text\nb\n```\n",
}


def main():
    read = guide.steps(GOOD)
    assert [step.kind for step in read] == ["file", "sh"], read
    assert (read[0].name, read[1].output) == ("a.cpp", "int ...;\n"), read
    assert guide.is_as_shown("int ...;\nb", "int a;\nb\n")
    assert not guide.is_as_shown("int ...;", "int a;\nb\n")
    assert not guide.is_as_shown("int ...;", "char a;")
    for what, text in BAD.items():
        try:
            guide.steps(text)
        except SystemExit:
            continue
        raise SystemExit(f"{what} was not noticed")


if __name__ == "__main__":
    main()
