// SPDX-License-Identifier: BSL-1.0
// Service principal names: DsMakeSpn puts them together, DsCrackSpn takes them apart.
#ifndef SSPI_CONTRACT_DSPARSE_INCLUDED
#define SSPI_CONTRACT_DSPARSE_INCLUDED

#include "sspi_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A name is class/instance[:port][/service]. These functions look at nothing but the text: they ask no directory and no
 * DNS, and work without a realm. They answer Win32 codes, which <windows.h> names, and do not set the last error.
 */

/*
 * DsMakeSpn makes a service principal name, as InitializeSecurityContext takes it for its target.
 *
 * ServiceClass is what the service is, such as "ldap". ServiceName is its host, and InstanceName NULL: the name is then
 *     class/host[:port]. For a service that several hosts offer, ServiceName is the name of the service, and
 *     InstanceName its host: class/instance[:port]/service.
 * InstancePort is left out when it is 0.
 * Referrer is the host that referred to an address. It is not looked at unless ServiceName is an IPv4 or IPv6 address and
 *     InstanceName NULL; the name is then class/address[:port]/referrer.
 * pcSpnLength points to the size of pszSpn in characters, and gets the length of the name, its terminating null included.
 *     With 0, pszSpn may be NULL: ask so for the size. The buffer may overlap the other texts.
 * Returns:
 *   ERROR_SUCCESS            the name was written.
 *   ERROR_BUFFER_OVERFLOW    the buffer is too small; *pcSpnLength is what is needed.
 *   ERROR_INVALID_PARAMETER  ServiceClass, ServiceName or pcSpnLength is NULL, or pszSpn with a size that is not 0; a part
 *                            is empty, has a slash or a control character, or is not valid text; the host has a colon
 *                            with no port behind it, or half a pair of brackets, so that DsCrackSpn would not take the name.
 *   ERROR_NOT_ENOUGH_MEMORY  there is not enough memory.
 * On failure: the buffer is not touched, and *pcSpnLength only for ERROR_BUFFER_OVERFLOW.
 * Threads: any.
 * Differs from Windows: an IPv6 address that a port follows is put in brackets, as in a URL. Windows joins the parts
 *     whatever they are.
 * Source: Microsoft: nf-dsparse-dsmakespnw.
 */
SSPI_API DWORD WINAPI DsMakeSpnA(LPCSTR ServiceClass, LPCSTR ServiceName, LPCSTR InstanceName,
                                 USHORT InstancePort, LPCSTR Referrer, DWORD* pcSpnLength, LPSTR pszSpn);
SSPI_API DWORD WINAPI DsMakeSpnW(LPCWSTR ServiceClass, LPCWSTR ServiceName, LPCWSTR InstanceName,
                                 USHORT InstancePort, LPCWSTR Referrer, DWORD* pcSpnLength, LPWSTR pszSpn)
    SSPI_WIDE(DsMakeSpnW);
#define DsMakeSpn SSPI_AW(DsMakeSpn)

/*
 * DsCrackSpn takes a service principal name apart.
 *
 * Each part has a buffer, and a pointer to its size in characters, which gets the length of the part, its terminating null
 *     included. A part whose buffer or size is NULL, or whose size is 0, is left out; ask with a size of 1 for what it
 *     needs. A name without a service has the instance for its service.
 * pInstancePort, which may be NULL, gets the port, or 0.
 * Returns:
 *   ERROR_SUCCESS            all parts that were asked for were written.
 *   ERROR_BUFFER_OVERFLOW    a buffer is too small; the sizes of those that are now say what is needed.
 *   ERROR_INVALID_PARAMETER  pszSpn is NULL, not valid text or not such a name: no class or instance, an empty part, more
 *                            than two slashes, a control character, a port that is no number from 0 to 65535.
 *   ERROR_NOT_ENOUGH_MEMORY  there is not enough memory.
 * On failure: no buffer is touched, no port, and no size but as said.
 * Threads: any.
 * Differs from Windows: an address with more than one colon is an instance without a port, unless it stands in brackets;
 *     the brackets belong to the instance.
 * Source: Microsoft: nf-dsparse-dscrackspnw.
 */
SSPI_API DWORD WINAPI DsCrackSpnA(LPCSTR pszSpn, LPDWORD pcServiceClass, LPSTR ServiceClass,
                                  LPDWORD pcServiceName, LPSTR ServiceName, LPDWORD pcInstanceName,
                                  LPSTR InstanceName, USHORT* pInstancePort);
SSPI_API DWORD WINAPI DsCrackSpnW(LPCWSTR pszSpn, DWORD* pcServiceClass, LPWSTR ServiceClass,
                                  DWORD* pcServiceName, LPWSTR ServiceName, DWORD* pcInstanceName,
                                  LPWSTR InstanceName, USHORT* pInstancePort) SSPI_WIDE(DsCrackSpnW);
#define DsCrackSpn SSPI_AW(DsCrackSpn)

#ifdef __cplusplus
}
#endif

#endif
