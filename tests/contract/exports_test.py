# SPDX-License-Identifier: BSL-1.0
"""Checks the export list against the prototypes of the headers, both ways, and the symbol each of them is bound to."""

import argparse
import re
import subprocess
import sys

import c_declarations

SOURCE = '#define SECURITY_WIN32\n#include <security.h>\n#include <ntsecapi.h>\n#include <sspi_extensions.h>\n' \
    '#include <dsparse.h>\n#include <sspi_last_error.h>\n#include <sddl.h>\n#include <sspi_accounts.h>\n'
MODES = (('wchar_t', []), ('short wchar_t', ['-fshort-wchar']), ('UTF-16', ['-DSSPI_UTF16']),
         ('wchar_t, UNICODE', ['-DUNICODE']))


def read_list(path):
    with open(path, encoding='ascii') as text:
        rows = [line.split() for line in text.read().splitlines()]
    for row in rows:
        if row[1:] not in ([], ['utf32'], ['own'], ['own', 'utf32']):
            raise SystemExit(f'not "name" with own, utf32 or both behind it: {row}')
    names = [row[0] for row in rows]
    if names != sorted(set(names)):
        raise SystemExit('the export list is not sorted, or names something twice')
    return {row[0]: row[1:] for row in rows}


def expected_symbol(name, how, mode):
    """What a caller with wchar_t of 4 octets, or any caller, is bound to."""
    if 'utf32' in how and mode.startswith('wchar_t'):
        return name + '_utf32'
    return name + '_sspi' if 'own' in how else name


def symbols(compiler, flags, names):
    """The symbol that a caller of each function refers to, out of the assembly listing of such a caller."""
    source = SOURCE + 'void (*const references[])(void) = {\n'
    source += ''.join(f'(void (*)(void)){name},\n' for name in names) + '};\n'
    listing = subprocess.run(compiler + flags + ['-w', '-S', '-x', 'c', '-', '-o', '-'], input=source,
                             capture_output=True, text=True, check=True).stdout
    found = re.findall(r'\.(?:quad|xword|8byte)\s+([A-Za-z_]\w*)', listing[listing.index('references:'):])
    if len(found) != len(names):
        raise SystemExit(f'{len(names)} functions were referred to and {len(found)} symbols found')
    prefix = subprocess.run(compiler + ['-E', '-P', '-'], input='__USER_LABEL_PREFIX__\n', capture_output=True,
                            text=True, check=True).stdout.strip()
    return dict(zip(names, (symbol[len(prefix):] for symbol in found)))


def wide_by_name(name, function):
    """Whether the prototype itself shows wide text: then it must have the second symbol."""
    text = ' '.join(function.parameters + [function.result])
    return name.endswith('W') or bool(re.search(r'\b(SEC_WCHAR|WCHAR|P?C?WSTR|LPC?WSTR|\w*IDENTITY_OPAQUE)\b', text))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--include', required=True)
    parser.add_argument('--exports', required=True)
    parser.add_argument('--compiler', nargs='+', default=['cc'])
    options = parser.parse_args()
    exports = read_list(options.exports)
    own = ['-I', options.include]
    text = c_declarations.preprocess(options.compiler, SOURCE, own)
    functions = c_declarations.read(text, lambda path: options.include in path).functions

    failures = [f'{name}: declared, but not in the export list' for name in functions if name not in exports]
    failures += [f'{name}: in the export list, but not declared' for name in exports if name not in functions]
    failures += [f'{name}: takes wide text, but has no second symbol' for name, function in functions.items()
                 if wide_by_name(name, function) and 'utf32' not in exports.get(name, [])]
    for mode, flags in MODES:
        for name, symbol in symbols(options.compiler, own + flags, list(functions)).items():
            expected = expected_symbol(name, exports.get(name, []), mode)
            if symbol != expected:
                failures.append(f'{mode}: {name} is bound to {symbol}, expected {expected}')
    kinds = list(exports.values())
    print(f'{len(functions)} prototypes, {len(exports)} exports, {sum("utf32" in how for how in kinds)} of them twice, '
          f'{sum("own" in how for how in kinds)} by names of our own')
    print('\n'.join(failures) or 'all agree')
    return 1 if failures or not functions else 0


if __name__ == '__main__':
    sys.exit(main())
