// SPDX-License-Identifier: BSL-1.0
// Security identifiers as text: what <sddl.h> of Windows declares for them.
#ifndef SSPI_CONTRACT_SDDL_INCLUDED
#define SSPI_CONTRACT_SDDL_INCLUDED

#include "sspi_sids.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * ConvertSidToStringSid writes a SID as text: "S-1-5-32-544".
 *
 * An identifier authority from 2^32 on is written as 0x and twelve hexadecimal digits. StringSid receives the text.
 * Ownership: release it with LocalFree of <windows.h>, which is free() of the C library.
 * Returns: TRUE; FALSE with the last error ERROR_INVALID_SID where Sid is not valid, ERROR_INVALID_PARAMETER where StringSid is
 *     NULL, ERROR_NOT_ENOUGH_MEMORY.
 * On failure: *StringSid is not touched.
 * Threads: any.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-sddl-convertsidtostringsidw; [MS-DTYP] 2.4.2.1.
 */
SSPI_API BOOL WINAPI ConvertSidToStringSidA(PSID Sid, LPSTR* StringSid) SSPI_OWN(ConvertSidToStringSidA);
SSPI_API BOOL WINAPI ConvertSidToStringSidW(PSID Sid, LPWSTR* StringSid)
    SSPI_OWN_WIDE(ConvertSidToStringSidW);
#define ConvertSidToStringSid SSPI_AW(ConvertSidToStringSid)

/*
 * ConvertStringSidToSid reads a SID from text: "S-1-5-32-544", or one of the two letters of SDDL such as "BA", in either case.
 *
 * Numbers are decimal, without zeros in front, and there are 1 to 15 behind the identifier authority, which is 0x and twelve
 *     hexadecimal digits from 2^32 on. Sid receives the SID.
 * Ownership: release it with LocalFree of <windows.h>, which is free() of the C library.
 * Returns: TRUE; FALSE with the last error ERROR_INVALID_SID where the text is none, or two letters that name nobody,
 *     ERROR_INVALID_PARAMETER where a pointer is NULL, ERROR_NOT_ENOUGH_MEMORY.
 * On failure: *Sid is not touched.
 * Threads: any.
 * Differs from Windows: letters that mean an account of this computer's domain, such as "DA", are ERROR_INVALID_SID: it belongs to
 *     none. Other spellings of numbers are not read.
 * Source: Microsoft: nf-sddl-convertstringsidtosidw, sid-strings; [MS-DTYP] 2.4.2.1, 2.5.1.1.
 */
SSPI_API BOOL WINAPI ConvertStringSidToSidA(LPCSTR StringSid, PSID* Sid) SSPI_OWN(ConvertStringSidToSidA);
SSPI_API BOOL WINAPI ConvertStringSidToSidW(LPCWSTR StringSid, PSID* Sid)
    SSPI_OWN_WIDE(ConvertStringSidToSidW);
#define ConvertStringSidToSid SSPI_AW(ConvertStringSidToSid)

#ifdef __cplusplus
}
#endif

#endif
