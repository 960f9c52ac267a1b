// SPDX-License-Identifier: BSL-1.0
// The system's own SSPI, for builds for Windows that include <sspi/sspi.h>.
#ifndef SSPI_CONTRACT_WINDOWS_INCLUDED
#define SSPI_CONTRACT_WINDOWS_INCLUDED

/*
 * There, the directory above this one belongs on the include path (-I include, for <sspi/sspi.h>), and this one does not:
 * its <sspi.h> and <security.h> would stand before those of the system.
 *
 * <windows.h> is included without what SSPI does not need, so that winsock2.h may follow, unless the program included it
 * before or asks otherwise. Link secur32.
 */

#ifndef SECURITY_WIN32
#error "sspi.h: define SECURITY_WIN32 (user mode) before including this header"
#endif

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#define SSPI_WINDOWS_LEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#define SSPI_WINDOWS_NOMINMAX
#endif
#include <windows.h>
#ifdef SSPI_WINDOWS_LEAN
#undef WIN32_LEAN_AND_MEAN
#undef SSPI_WINDOWS_LEAN
#endif
#ifdef SSPI_WINDOWS_NOMINMAX
#undef NOMINMAX
#undef SSPI_WINDOWS_NOMINMAX
#endif

#include <security.h>

#if !defined(SECPKG_CRED_OUTBOUND) || !defined(SEC_E_OK)
#error                                                                                                       \
    "sspi.h: take the directory include/sspi off the include path; only the one above it belongs there on Windows"
#endif

#endif
