# SPDX-License-Identifier: BSL-1.0
"""The examples are the same source for every system: only sockets.h may ask which one this is."""
import pathlib
import re
import sys

SYSTEM = re.compile(r'^\s*#\s*(?:el)?if.*(WIN32|WIN64|MSC_VER|MINGW|CYGWIN|__linux|__APPLE__|__unix|__GNUC__|windows\.h)')


def questions(name, text):
    """The conditions in a file that are about the system."""
    return [] if name == 'sockets.h' else [line for line in text.splitlines() if SYSTEM.match(line)]


def main():
    if questions('x.c', '#ifndef X_INCLUDED\n#define X_INCLUDED\n#endif\n') or not questions('x.c', 'int a;\n# if defined(_WIN32)\n'):
        print('the check itself is wrong')
        return 1
    sources = [path for path in sorted(pathlib.Path(sys.argv[1]).glob('*.*')) if path.suffix in ('.c', '.h', '.cpp', '.hpp')]
    found = {path.name: questions(path.name, path.read_text(encoding='utf-8')) for path in sources}
    for name, lines in found.items():
        if lines:
            print(f'{name}: {lines}')
    return 1 if any(found.values()) or not sources else 0


if __name__ == '__main__':
    sys.exit(main())
