#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles the examples, as they are, for Windows with mingw-w64's own headers. Exit status 77 without mingw-w64."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

COMPILER = 'x86_64-w64-mingw32-gcc'
WARNINGS = ['-std=gnu99', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Werror']
PROGRAMS = ('kerberos_client', 'kerberos_server', 'minimal_client')
LIBRARIES = ('-lsecur32', '-lws2_32')


def build(examples, directory):
    """What the compiler complains of: every source once, and each program linked with all that is no program itself."""
    objects = {source.stem: directory / f'{source.stem}.o' for source in sorted(examples.glob('*.c'))}
    shared = [str(path) for name, path in objects.items() if name not in PROGRAMS]
    commands = [['-c', str(examples / f'{name}.c'), '-o', str(path)] for name, path in objects.items()]
    commands += [[str(objects[name]), *shared, *LIBRARIES, '-o', str(directory / f'{name}.exe')] for name in PROGRAMS]
    for command in commands:
        done = subprocess.run([COMPILER, *WARNINGS, *command], capture_output=True, text=True, check=False)
        if done.returncode:
            yield f'{command}:\n{done.stderr}'


def system_questions(examples):
    """Only sockets.h may ask which system this is."""
    for source in sorted(examples.glob('*.[ch]')):
        conditions = [line for line in source.read_text(encoding='utf-8').splitlines()
                      if line.startswith('#if') and '_INCLUDED' not in line]
        if conditions and source.name != 'sockets.h':
            yield f'{source.name}: {conditions}'


def main():
    examples = pathlib.Path(sys.argv[1])
    failures = list(system_questions(examples))
    if shutil.which(COMPILER) is None:
        print(f'skipped: {COMPILER} is not installed')
        return 1 if failures else 77
    with tempfile.TemporaryDirectory() as directory:
        failures += build(examples, pathlib.Path(directory))
    print('\n'.join(failures) or f'{len(PROGRAMS)} programs compile for Windows')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
