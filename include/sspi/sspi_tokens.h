// SPDX-License-Identifier: BSL-1.0
// Access tokens: what <windows.h> declares of acting as somebody else, for a token that this library made.
#ifndef SSPI_CONTRACT_TOKENS_INCLUDED
#define SSPI_CONTRACT_TOKENS_INCLUDED

#include "sspi_types.h"

#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A token is a client whose name is proved, by a context (QuerySecurityContextToken) or by the KDC
 * (LsaLogonUser). Its HANDLE is a number, never an address. A thread that acts as the client of a token or of a
 * context
 *   - gets that client's tickets from AcquireCredentialsHandle without an identity, and nothing of the process's;
 *   - keeps the handles that it had, and those it got meanwhile afterwards: each stands for its life for whom it was
 *     acquired for;
 *   - opens files and does all else as the process: the operating system knows nothing of it.
 */

/*
 * ImpersonateLoggedOnUser lets the calling thread act as the client of a token.
 *
 * hToken may be closed meanwhile, the thread keeps what it needs. A thread that acts as another client changes to this
 *     one; RevertToSelf then goes back to the process. Threads that it starts act as the process.
 * Returns: TRUE, or FALSE when there is no such token.
 * On failure: the thread acts as whom it acted as before.
 * Threads: for the calling thread only, until it reverts or ends.
 * Differs from Windows: see above; there the whole system sees the client.
 * Source: Microsoft: nf-securitybaseapi-impersonateloggedonuser.
 */
SSPI_API BOOL WINAPI ImpersonateLoggedOnUser(HANDLE hToken) SSPI_OWN(ImpersonateLoggedOnUser);

/*
 * RevertToSelf lets the calling thread act as the process again.
 *
 * Returns: TRUE, also when the thread did not act as anybody else.
 * On failure: it does not fail.
 * Threads: for the calling thread only.
 * Differs from Windows: there it can fail, and the program must then stop.
 * Source: Microsoft: nf-securitybaseapi-reverttoself.
 */
SSPI_API BOOL WINAPI RevertToSelf(void) SSPI_OWN(RevertToSelf);

/*
 * CloseHandle releases the HANDLE of a token.
 *
 * Threads that act as its client, and credentials that were acquired meanwhile, are not touched.
 * Returns: TRUE, or FALSE when there is no such token: NULL, INVALID_HANDLE_VALUE, a handle of something else, or one
 *     that was closed before.
 * On failure: nothing is touched.
 * Differs from Windows: it knows tokens only. A program that links another library with a function of this name has to
 *     see to it that each gets its own handles.
 * Source: Microsoft: nf-handleapi-closehandle.
 */
SSPI_API BOOL WINAPI CloseHandle(HANDLE hObject) SSPI_OWN(CloseHandle);

#ifdef __cplusplus
}
#endif

#endif
