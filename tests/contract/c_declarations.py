# SPDX-License-Identifier: BSL-1.0
"""Reads macros and declarations of chosen headers out of a C preprocessor's output, completely or not at all."""

import collections
import re
import subprocess

Prototype = collections.namedtuple('Prototype', 'result parameters')
Record = collections.namedtuple('Record', 'kind members')

KEYWORDS = {'void', 'char', 'short', 'int', 'long', 'unsigned', 'signed', 'const', 'struct', 'union', 'enum', 'float',
            'double', 'volatile'}
TOKEN = re.compile(r'[A-Za-z_]\w*|\d\w*|L?"(?:[^"\\]|\\.)*"|\S')


class NotUnderstood(Exception):
    """A declaration that this reader has no rule for: the comparison would be incomplete."""


class Declarations:
    def __init__(self):
        self.macros = {}       # name -> parameter list or None
        self.records = {}      # typedef or tag -> Record
        self.enumerators = []
        self.typedefs = {}     # name -> declarator text
        self.pointers = {}     # function pointer typedef -> Prototype
        self.functions = {}    # name -> Prototype
        self.constants = {}    # name -> tokens of the initialiser
        self.nested = []       # records within records: their members are not read


def preprocess(compiler, source, flags):
    command = compiler + flags + ['-E', '-dD', '-x', 'c', '-']
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


def lines_of(text, wanted):
    """Yields the lines that come from a file for which wanted(path) holds."""
    inside = False
    for line in text.splitlines():
        marker = re.match(r'#(?:line)? ?\d+ "([^"]*)"', line)
        if marker:
            inside = wanted(marker.group(1).replace('\\\\', '/'))
        elif inside:
            yield line


def read(text, wanted):
    found = Declarations()
    code = []
    for line in lines_of(text, wanted):
        define = re.match(r'\s*#define (\w+)(\([^)]*\))?', line)
        undef = re.match(r'\s*#undef (\w+)', line)
        if define:
            found.macros[define.group(1)] = define.group(2)
        elif undef:
            found.macros.pop(undef.group(1), None)
        elif not line.lstrip().startswith('#'):
            code.append(line)
    for tokens in statements(strip_attributes(TOKEN.findall('\n'.join(code)))):
        understand(tokens, found)
    return found


def strip_attributes(tokens):
    """Drops what says how, not what: attributes, labels, linkage, storage."""
    kept, position = [], 0
    while position < len(tokens):
        if tokens[position] in ('__attribute__', '__declspec', '__asm__'):
            position = matching(tokens, position + 1) + 1
        elif tokens[position] in ('__extension__', 'extern', 'static', '__stdcall', '__cdecl', '_cdecl'):
            position += 1
        else:
            kept.append(tokens[position])
            position += 1
    return kept


def matching(tokens, opening):
    pairs = {'(': ')', '{': '}', '[': ']'}
    depth, close, start = 0, pairs[tokens[opening]], tokens[opening]
    for position in range(opening, len(tokens)):
        depth += (tokens[position] == start) - (tokens[position] == close)
        if depth == 0:
            return position
    raise NotUnderstood('unbalanced: ' + ' '.join(tokens[opening:opening + 20]))


def split(tokens, separator):
    parts, depth = [[]], 0
    for token in tokens:
        depth += (token in '({[') - (token in ')}]')
        if token == separator and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def statements(tokens):
    return split(tokens, ';')


def understand(tokens, found):
    if tokens[0] == 'typedef':
        understand_typedef(tokens[1:], found)
    elif tokens[-1] == '}' and tokens[2] == '{':
        body(tokens[0], tokens[3:-1], [' '.join(tokens[:2])], found)
    elif '=' in tokens:
        cut = tokens.index('=')
        found.constants[tokens[cut - 1]] = tokens[cut + 1:]
    elif tokens[-1] == ')' and re.match(r'\w+$', tokens[tokens.index('(') - 1]):
        opening = tokens.index('(')
        found.functions[tokens[opening - 1]] = prototype(tokens[:opening - 1], tokens[opening + 1:-1])
    else:
        raise NotUnderstood(' '.join(tokens))


def understand_typedef(tokens, found):
    if '{' in tokens:
        opening = tokens.index('{')
        closing = matching(tokens, opening)
        names = split(tokens[closing + 1:], ',')
        body(tokens[0], tokens[opening + 1:closing], [name[-1] for name in names if '*' not in name], found)
        for name in names:
            found.typedefs[name[-1]] = ' '.join(name)
    elif '(' in tokens:
        opening = tokens.index('(')
        closing = matching(tokens, opening)
        if tokens[opening + 1] != '*' or tokens[closing + 1] != '(':
            raise NotUnderstood(' '.join(tokens))
        found.pointers[tokens[closing - 1]] = prototype(tokens[:opening], tokens[closing + 2:-1])
    else:
        for name in split(tokens, ','):
            found.typedefs[name[-1]] = ' '.join(name)


def body(kind, tokens, names, found):
    if kind == 'enum':
        found.enumerators += [part[0] for part in split(tokens, ',')]
        return
    if '{' in tokens:
        found.nested += names
        return
    members = [re.sub(r' \[.*', '', ' '.join(part)).split()[-1] for part in split(tokens, ';')]
    for name in names:
        found.records[name] = Record(kind, members)


def prototype(result, parameters):
    types = [] if parameters in ([], ['void']) else [type_of(part) for part in split(parameters, ',')]
    return Prototype(' '.join(result), types)


def type_of(tokens):
    """The type of a parameter, its name (if it has one) left out."""
    last = tokens[-1]
    named = re.match(r'[A-Za-z_]', last) and last not in KEYWORDS and set(tokens[:-1]) - {'const', '*'}
    return ' '.join(tokens[:-1] if named else tokens)
