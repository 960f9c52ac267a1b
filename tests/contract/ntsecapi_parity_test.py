# SPDX-License-Identifier: BSL-1.0
"""Compares ntsecapi.h, ntstatus.h, sddl.h and the headers of tokens and identifiers with mingw-w64: whatever ours declare has to be equal there."""

import argparse
import os
import shutil
import sys

import c_declarations
import parity_test

OURS = ('ntsecapi.h', 'ntstatus.h', 'sddl.h', 'sspi_accounts.h', 'sspi_sids.h', 'sspi_token_types.h', 'sspi_tokens.h',
        'sspi_well_known_sids.h')
# Where mingw-w64 declares the same.
THEIRS = ('ntsecapi.h', 'ntstatus.h', 'winnt.h', 'securitybaseapi.h', 'handleapi.h', 'sddl.h', 'processthreadsapi.h', 'winbase.h')
MISSING_THERE = {
    'SSPI_CONTRACT_NTSECAPI_INCLUDED', 'SSPI_CONTRACT_NTSTATUS_INCLUDED', 'SSPI_CONTRACT_TOKENS_INCLUDED',
    'KERB_WRAP_NO_ENCRYPT',     # in mingw-w64 with SECQOP_WRAP_NO_ENCRYPT only
    'INVALID_HANDLE_VALUE',     # a cast to a pointer
    'WinAuthenticationFreshKeyAuthSid', 'WinBuiltinDeviceOwnersSid', # newer than mingw-w64
}
# The macros that are numbers.
NUMBERS = ('STATUS_', 'KERB_', 'TOKEN_', 'SE_GROUP_', 'SID_', 'DOMAIN_USER_RID', 'DOMAIN_GROUP_RID', 'DOMAIN_ALIAS_RID', 'SECURITY_MAX_')
SOURCE = '#define SECURITY_WIN32\n#define WIN32_NO_STATUS\n#include <windows.h>\n#undef WIN32_NO_STATUS\n' \
         '#include <ntstatus.h>\n#include <ntsecapi.h>\n#include <sddl.h>\n'


def rows_of(found):
    """What of our headers is measured on either side."""
    rows = []
    for name, parameters in found.macros.items():
        if parameters is None and name.startswith(NUMBERS) and name not in MISSING_THERE:
            rows.append((name + ' value', f'(unsigned)({name})'))
    rows += [(name, f'(unsigned long long)({name})') for name in found.enumerators if name not in MISSING_THERE]
    for name, record in found.records.items():
        rows.append((name + ' size', f'sizeof({name})'))
        rows += [(f'{name}.{member} offset', f'__builtin_offsetof({name}, {member})') for member in record.members]
        rows += [(f'{name}.{member} size', f'sizeof((({name}*)8)->{member})') for member in record.members]
    for name, function in found.functions.items():
        rows += parity_test.function_shape(name, function)
        own = f'{function.result}({", ".join(function.parameters) or "void"})'
        rows.append((name + ' prototype', f'__builtin_types_compatible_p(__typeof__({name}), {own})'))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--include', required=True, help='the directory of our headers')
    parser.add_argument('--compiler', nargs='+', default=['cc'])
    options = parser.parse_args()
    if not shutil.which(parity_test.MINGW):
        print(f'skipped: {parity_test.MINGW} is not installed')
        return 77
    parity_test.SOURCE = SOURCE
    own = ['-I', options.include, '-I', os.path.join(options.include, 'windows'), '-DSSPI_UTF16']
    ours = c_declarations.read(c_declarations.preprocess(options.compiler, SOURCE, own),
                               lambda path: os.path.basename(path) in OURS and 'sspi' in path)
    rows = rows_of(ours)
    theirs = parity_test.measure([shutil.which(parity_test.MINGW), '-D_WIN32_WINNT=0x0A00'], [], rows)
    actual = parity_test.measure(options.compiler, own, rows)
    different = [f'{what} is {actual[what]}, expected {theirs[what]}' for what, _ in rows if actual[what] != theirs[what]]
    print(f'{len(rows)} values of {len(ours.functions)} functions, {len(ours.records)} records')
    print('\n'.join(different) or 'all equal')
    return 1 if different or len(ours.functions) < 10 else 0


if __name__ == '__main__':
    sys.exit(main())
