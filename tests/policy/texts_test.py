# SPDX-License-Identifier: BSL-1.0
"""Checks that nothing goes by the words of a failure's text: its status, reason and facts say what it is."""
import re

import policy

ROOMS = re.compile(r"src/(abi|advice|core|exchange|gss|heimdal|messages|transport)/")
# A failure under one of the names that it has in these rooms.
LOOKS = re.compile(r"\b(?:what|error(?:\(\))?|failure|failed|told|out|of|why|reason|plain)(?:\.|->)(?:what\.)?text\s*"
                   r"(?:\.\s*(?:find|rfind|starts_with|ends_with|contains|compare)\b|[!=]=)")


def check(files):
    return [f"{path}:{text.count(chr(10), 0, found.start()) + 1}: looks for words in a failure's text"
            for path, text in files.items() if ROOMS.match(path) and path.endswith(policy.SOURCES)
            for found in LOOKS.finditer(text)]


SAMPLES = (
    ({"src/advice/a.hpp": 'return s.what.text.find("replay") != std::string::npos;'}, "looks for words"),
    ({"src/core/a.hpp": 'if (made.error().text == "x")'}, "looks for words"),
    ({"src/core/a.hpp": 'if (failure->text.starts_with("x"))'}, "looks for words"),
    ({"src/wire/a.hpp": "if (error.text.empty())"}, None),
    ({"src/transport/a.hpp": "const auto colon = text.find(':');"}, None),
    ({"src/advice/a.hpp": "return detail::plain_text(s.what.text, longest);"}, None),
)

if __name__ == "__main__":
    policy.run(check, policy.tree(), SAMPLES)
