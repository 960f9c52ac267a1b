# SPDX-License-Identifier: BSL-1.0
"""Compiles each header alone, and programs with the habits of Windows callers, in every language and text mode."""

import argparse
import os
import shutil
import subprocess
import sys

WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Werror', '-fsyntax-only']
STANDARDS = (('gcc', 'c', 'c99'), ('clang', 'c', 'c99'), ('g++', 'c++', 'c++20'), ('clang++', 'c++', 'c++20'),
             ('g++', 'c++', 'c++98'), ('clang++', 'c++', 'c++98'))
MODES = (('default', []), ('UNICODE', ['-DUNICODE', '-D_UNICODE']), ('UTF-16', ['-DSSPI_UTF16']),
         ('UTF-16 UNICODE', ['-DSSPI_UTF16', '-DUNICODE']), ('short wchar_t', ['-fshort-wchar']))
CONTRACT = ('sspi.h', 'security.h', 'secext.h')
BASE = ('sspi_types.h', 'sspi_accounts.h', 'sspi_sids.h', 'sspi_tokens.h', 'sddl.h', 'sspi_status.h', 'sspi_last_error.h', 'dsparse.h')
COMPATIBILITY = ('windows.h', 'tchar.h', 'ntsecapi.h', 'Windows.h', 'Sspi.h', 'Security.h', 'Secext.h', 'SecExt.h',
                 'ntdsapi.h', 'Ntdsapi.h', 'NtDsAPI.h', 'Dsparse.h', 'Sddl.h')


def run(compiler, language, standard, flags, source):
    if language == 'c' and '-DSSPI_UTF16' in flags:
        standard = 'c11'  # the first that has u"..."
    command = [compiler, '-x', language, f'-std={standard}'] + WARNINGS + flags + ['-']
    return subprocess.run(command, input=source, capture_output=True, text=True, check=False)


def including(*headers):
    return ''.join(f'#include <{header}>\n' for header in headers) + 'extern int not_empty;\n'


def programs(include, callers):
    """Everything that must compile: what it is called, its flags, its text, and the languages that it is for."""
    own = ['-I', include]
    windows = ['-I', os.path.join(include, 'windows')] + own
    for header in CONTRACT + BASE:
        for spelling, path in (('', own), ('sspi/', ['-I', os.path.dirname(include)])):
            yield f'<{spelling}{header}>', path + ['-DSECURITY_WIN32'], including(f'{spelling}{header}'), None
    for header in BASE:
        yield f'<{header}>, no mode macro', own, including(header), None
    for header in COMPATIBILITY:
        yield f'<{header}>', windows + ['-DSECURITY_WIN32'], including(header), None
    # Strict C hides POSIX from <windows.h> when another header came first.
    late = '<sspi.h> before <windows.h>', windows + ['-DSECURITY_WIN32', '-D_GNU_SOURCE'], including('sspi.h', 'windows.h')
    yield *late, None
    for name, language in callers:
        with open(os.path.join(os.path.dirname(__file__), name), encoding='ascii') as text:
            yield name, windows + ['-Wno-overlength-strings'], text.read(), language


def refused(include):
    """Programs that must stop with a message that says which macro to define."""
    for header in CONTRACT:
        for mode in ([], ['-DSECURITY_KERNEL'], ['-DSECURITY_MAC'], ['-DSECURITY_WIN32', '-DSECURITY_KERNEL']):
            yield header, ['-I', include] + mode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--include', required=True)
    options = parser.parse_args()
    include = os.path.abspath(options.include)
    callers = (('callers.c', 'c'), ('windows_callers.c', 'c'), ('callers.cpp', 'c++'))
    failures, count = [], 0
    present = [standard for standard in STANDARDS if shutil.which(standard[0])]
    if not {language for _, language, _ in present} >= {'c', 'c++'}:
        print('skipped: neither GCC nor Clang is here for both languages')
        return 77
    for compiler, language, standard in present:
        for mode, flags in MODES:
            for what, own, source, only in programs(include, callers):
                if only in (None, language):
                    done = run(compiler, language, standard, flags + own, source)
                    count += 1
                    if done.returncode:
                        failures.append(f'{compiler} {standard}, {mode}: {what}\n{done.stderr[:1500]}')
        for header, flags in refused(include):
            done = run(compiler, language, standard, flags, including(header))
            count += 1
            if done.returncode == 0 or 'define SECURITY_WIN32' not in done.stderr:
                failures.append(f'{compiler} {standard}: <{header}> with {flags[2:]} was not refused:\n{done.stderr[:500]}')
    print(f'{count} compilations, {len(present)} compilers and standards')
    print('\n'.join(failures) or 'all as they should be')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
