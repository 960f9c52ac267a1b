# SPDX-License-Identifier: BSL-1.0
"""Compares the C contract with mingw-w64's headers: every macro, type, member, enumerator and prototype of user mode."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

import c_declarations

MINGW = 'x86_64-w64-mingw32-gcc'
SCOPE = ('sspi.h', 'security.h', 'secext.h')
SOURCE = '#define SECURITY_WIN32\n#include <security.h>\n' \
    '#if __has_include(<dsparse.h>)\n#include <dsparse.h>\n#else\n#include <ntdsapi.h>\n#endif\n'
# Of this header, which Windows has under two names, mingw-w64 under one, what the library has.
NAMES_OF_SERVICES = ('ntdsapi.h', 'dsparse.h'), re.compile(r'Ds(Make|Crack)Spn[AW]?$')
# Lean, because the RPC headers would bring their own copy of the identities; the newest Windows, for all there is.
NEWEST = ['-DWIN32_LEAN_AND_MEAN', '-D_WIN32_WINNT=0x0A00', '-DNTDDI_VERSION=0x0A00FFFF', '-D_SEC_WINNT_AUTH_TYPES',
          '-include', 'windows.h']

# What may be missing or different, each with its reason.
EXEMPT = {
    '__SSPI_H__': 'include guard of mingw-w64; ours must not claim to be that header',
    '__SECEXT_H__': 'include guard of mingw-w64; ours must not claim to be that header',
    'KSECDDDECLSPEC': 'DLL import attribute: there is no DLL',
    'SEC_ENTRY': 'calling convention: there is only one',
    'CLOUDAP_NAME': 'its narrow form names a macro that mingw-w64 misspells, and cannot be compiled there',
}

# Wide characters have 4 bytes in the default mode, so the only structure that holds them by value is larger there.
HOLDS_WIDE_ARRAYS = {'SEC_TRAFFIC_SECRETS'}

SIGNED = ('signed char', 'short', 'int', 'long', 'long long')
FAILURES = []


def fail(mode, name, text):
    FAILURES.append(f'{mode}: {name}: {text}')


def expansions(compiler, flags, names):
    """The full expansion of every macro, as tokens without spaces."""
    probe = SOURCE + ''.join(f'\n"@@{name}@@" {name}\n' for name in names)
    text = subprocess.run(compiler + flags + ['-E', '-P', '-x', 'c', '-'], input=probe, capture_output=True, text=True,
                          check=True).stdout
    parts = re.split(r'"@@(\w+)@@"', text)
    return {parts[i]: parts[i + 1].strip() for i in range(1, len(parts), 2)}


def is_number(expansion):
    words = set(re.findall(r'\b[A-Za-z_]\w*', expansion))
    return bool(re.search(r'\b\d', expansion)) and words <= {'HRESULT', 'ULONG_PTR', 'INT_PTR', 'LONG', 'long', 'int'}


def kind_of(type_text):
    """An expression: 0 for what is no integer, 1 signed, 2 unsigned, 3 plain char."""
    compatible = '__builtin_types_compatible_p'
    signed = ' || '.join(f'{compatible}({type_text}, {name})' for name in SIGNED)
    unsigned = ' || '.join(f'{compatible}({type_text}, unsigned {name.replace("signed ", "")})' for name in SIGNED)
    return f'({compatible}({type_text}, char) ? 3 : ({signed}) ? 1 : ({unsigned}) ? 2 : 0)'


def shape(what, type_text):
    """What is compared of a type: its size, its signedness, whether it is a pointer and to how many bytes."""
    value = f'(*({type_text}*)8)'
    pointee = f'__builtin_choose_expr(__builtin_classify_type({value}) == 5, {value}, (char*)8)'
    return [(what + ' size', f'sizeof({type_text})'),
            (what + ' kind', kind_of(type_text)),
            (what + ' class', f'__builtin_classify_type({value}) == 5'),
            (what + ' pointee size', f'sizeof(*{pointee})')]


def function_shape(what, function):
    rows = [(what + ' parameter count', str(len(function.parameters)))]
    results = [('result', function.result)] + [(f'parameter {i + 1}', t) for i, t in enumerate(function.parameters)]
    for place, type_text in results:
        if not re.sub(r'\b(void|VOID)\b', '', type_text).strip():
            rows.append((f'{what} {place} is void', '1'))
        else:
            rows += shape(f'{what} {place}', f'__typeof__({type_text})')
    return rows


def probes(wanted, own, numbers):
    """The list of (what, constant expression): names from `wanted`, parameter types from `own`."""
    rows = []
    for name in numbers:
        rows += [(name + ' value', f'(unsigned long long)({name})'), (name + ' width', f'sizeof({name})'),
                 (name + ' sign', f'(__typeof__({name}))-1 < 0')]
    for name in wanted.enumerators:
        rows += [(name, f'(unsigned long long)({name})'), (name + ' size', f'sizeof({name})')]
    for name, record in wanted.records.items():
        rows += [(name + ' size', f'sizeof({name})'), (name + ' alignment', f'_Alignof({name})')]
        for member in record.members:
            rows.append((f'{name}.{member} offset', f'__builtin_offsetof({name}, {member})'))
            rows += shape(f'{name}.{member}', f'__typeof__((({name}*)8)->{member})')
    for name in wanted.typedefs:
        rows += shape(name, name)
    for name in wanted.pointers:
        rows.append((name + ' size', f'sizeof({name})'))
        rows += function_shape(name, own.pointers[name])
        rows.append((name + ' read correctly', matches(name, own.pointers[name], '__typeof__(*(%s)8)')))
    for name in wanted.functions:
        rows += function_shape(name, own.functions[name])
        rows.append((name + ' read correctly', matches(name, own.functions[name], '__typeof__(%s)')))
    return rows


def matches(name, function, type_format):
    return (f'__builtin_types_compatible_p({type_format % name}, '
            f'{function.result}({", ".join(function.parameters) or "void"}))')


def measure(compiler, flags, rows):
    """Compiles the expressions into one array and reads their values out of the assembly listing."""
    text = SOURCE + 'unsigned long long probe_values[] = {0x5353504950524f42ULL,\n'
    text += ''.join(f'{expression},\n' for _, expression in rows) + '0x454e44454e44454eULL};\n'
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'probe.c')
        with open(path, 'w', encoding='ascii') as out:
            out.write(text)
        done = subprocess.run(compiler + flags + ['-std=gnu11', '-w', '-S', '-o', '-', path], capture_output=True,
                              text=True, check=False)
    if done.returncode:
        raise SystemExit('the probe does not compile:\n' + done.stderr[:4000])
    values = listing(done.stdout)
    if len(values) != len(rows) + 2 or values[-1] != 0x454e44454e44454e:
        raise SystemExit(f'{len(rows) + 2} values were compiled and {len(values)} read back')
    return dict(zip((what for what, _ in rows), values[1:-1]))


def listing(assembly):
    values = []
    section = assembly[assembly.index('probe_values:'):]
    for line in section.splitlines()[1:]:
        directive = re.match(r'\s*\.(quad|xword|8byte|zero|space|skip)\s+(-?\w+)', line)
        if not directive:
            break
        number = int(directive.group(2), 0)
        if directive.group(1) in ('zero', 'space', 'skip'):
            values += [0] * (number // 8)
        else:
            values.append(number % 2 ** 64)
    return values


def compare_macros(mode, theirs, ours, their_text, our_text):
    """Existence and expansion; returns the names that are numbers, for the measurement."""
    numbers = []
    for name, parameters in theirs.items():
        if name not in ours:
            fail(mode, name, 'is missing')
        elif parameters is not None or ours[name] is not None:
            count = [len(p.split(',')) if p else None for p in (parameters, ours[name])]
            if count[0] != count[1]:
                fail(mode, name, f'parameters {ours[name]}, expected {parameters}')
        elif is_number(their_text[name]):
            if is_number(our_text[name]):
                numbers.append(name)
            else:
                fail(mode, name, f'is "{our_text[name]}", expected a number')
        elif '"' in their_text[name]:
            literal = re.sub(r'^L', 'W', their_text[name]), re.sub(r'^[Lu]', 'W', our_text[name])
            if literal[0] != literal[1]:
                fail(mode, name, f'is {our_text[name]}, expected {their_text[name]}')
        elif re.sub(r'\s', '', their_text[name]) != re.sub(r'\s', '', our_text[name]):
            fail(mode, name, f'expands to "{our_text[name]}", expected "{their_text[name]}"')
    return numbers


def add_names_of_services(source, into):
    headers, wanted = NAMES_OF_SERVICES
    found = c_declarations.read(source, lambda path: os.path.basename(path) in headers)
    for place in ('macros', 'functions'):
        chosen = {name: each for name, each in getattr(found, place).items() if wanted.match(name)}
        if not chosen:
            raise SystemExit('the names of services were not found')
        getattr(into, place).update(chosen)


def compare_names(mode, theirs, ours):
    for place in ('records', 'typedefs', 'pointers', 'functions', 'constants'):
        for name in list(getattr(theirs, place)):
            if name not in getattr(ours, place):
                fail(mode, name, f'is missing (one of the {place})')
                del getattr(theirs, place)[name]
    for name in list(theirs.records):
        if theirs.records[name] != ours.records[name]:
            fail(mode, name, f'members {ours.records[name]}, expected {theirs.records[name]}')
            del theirs.records[name]
    for name in list(theirs.enumerators):
        if name not in ours.enumerators:
            fail(mode, name, 'is missing (one of the enumerators)')
            theirs.enumerators.remove(name)
    for name, value in theirs.constants.items():
        numbers = [[int(t, 0) for t in tokens if re.match(r'\d', t)] for tokens in (value, ours.constants.get(name, []))]
        if numbers[0] != numbers[1]:
            fail(mode, name, f'is {numbers[1]}, expected {numbers[0]}')


def compare_values(mode, theirs, ours, wide):
    for what, expected in theirs.items():
        actual = ours.get(what)
        if what.endswith('read correctly') and (expected, actual) != (1, 1):
            raise SystemExit(f'{mode}: {what.split()[0]}: this script misreads the prototype')
        if actual == expected:
            continue
        if wide == 4 and what.endswith('pointee size') and (expected, actual) == (2, 4):
            continue  # a pointer to wide text; the modes with 16-bit characters compare it exactly
        if wide == 4 and re.split(r'[. ]', what)[0].lstrip('P') in HOLDS_WIDE_ARRAYS:
            continue
        if wide == 4 and what in ('SEC_WCHAR size', 'SEC_WCHAR kind'):
            continue
        if what == 'SEC_WCHAR kind' and actual in (0, 1, 2):
            continue  # wchar_t and char16_t are types of their own choosing of sign
        fail(mode, what, f'is {actual}, expected {expected}')


def base_types(text, theirs):
    """The typedefs of our type header that mingw-w64 knows too: their sizes must agree as well."""
    header = c_declarations.read(text, lambda path: path.endswith('/sspi_types.h'))
    names = [name for name in header.typedefs if re.search(rf'\b{name}\b', theirs)]
    wide = {'WCHAR', 'TCHAR', 'TBYTE'}
    rows = [row for name in names if name not in wide for row in shape(name, name)]
    for member in ('LowPart', 'HighPart', 'u.LowPart', 'u.HighPart', 'QuadPart'):
        rows.append((f'TimeStamp.{member}', f'__builtin_offsetof(TimeStamp, {member})'))
        rows += shape(f'TimeStamp.{member}', f'__typeof__(((TimeStamp*)8)->{member})')
    return rows


def compare(mode, mingw_flags, compiler, flags, wide):
    mingw = [shutil.which(MINGW)] + NEWEST
    their_source = c_declarations.preprocess(mingw, SOURCE, mingw_flags)
    our_source = c_declarations.preprocess(compiler, SOURCE, flags)
    theirs = c_declarations.read(their_source, lambda path: os.path.basename(path) in SCOPE)
    ours = c_declarations.read(our_source, lambda path: os.path.basename(path) in SCOPE + ('sspi_status.h',))
    for source, into in ((their_source, theirs), (our_source, ours)):
        add_names_of_services(source, into)
    statuses = c_declarations.read(their_source, lambda path: os.path.basename(path) == 'winerror.h').macros
    theirs.macros.update({n: p for n, p in statuses.items() if re.match(r'(SEC|CRYPT)_[EI]_', n)})
    for name in theirs.nested:
        fail(mode, name, 'has records within, which are not compared')
    for name in EXEMPT:
        theirs.macros.pop(name, None)

    names = list(theirs.macros)
    their_text = expansions(mingw, mingw_flags, names)
    our_text = expansions(compiler, flags, names)
    numbers = compare_macros(mode, theirs.macros, ours.macros, their_text, our_text)
    compare_names(mode, theirs, ours)
    shared = base_types(our_source, their_source)
    expected = measure(mingw, mingw_flags, probes(theirs, theirs, numbers) + shared)
    actual = measure(compiler, flags, probes(theirs, ours, numbers) + shared)
    compare_values(mode, expected, actual, wide)
    return {'macros': len(names), 'enumerators': len(theirs.enumerators), 'records': len(theirs.records),
            'typedefs': len(theirs.typedefs), 'function pointers': len(theirs.pointers),
            'functions': len(theirs.functions), 'constants': len(theirs.constants), 'values': len(expected)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--include', required=True, help='the directory of our headers')
    parser.add_argument('--compiler', nargs='+', default=['cc'])
    options = parser.parse_args()
    if not shutil.which(MINGW):
        print(f'skipped: {MINGW} is not installed')
        return 77
    own = ['-I', options.include]
    for text in ('narrow', 'wide'):
        unicode = ['-DUNICODE', '-D_UNICODE'] if text == 'wide' else []
        for mode, flags, size in (('wchar_t', [], 4), ('short wchar_t', ['-fshort-wchar'], 2),
                                  ('UTF-16', ['-DSSPI_UTF16'], 2)):
            counts = compare(f'{text}, {mode}', unicode, options.compiler, own + unicode + flags, size)
            print(f'{text} names, {mode}: ' + ', '.join(f'{n} {what}' for what, n in counts.items()))
    for name, reason in EXEMPT.items():
        print(f'exempt: {name}: {reason}')
    print('\n'.join(FAILURES) or 'all equal')
    return 1 if FAILURES else 0


if __name__ == '__main__':
    sys.exit(main())
