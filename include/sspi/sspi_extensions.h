// SPDX-License-Identifier: BSL-1.0
// What this library has beyond the Windows interface. A program that uses it includes this file by name.
#ifndef SSPI_EXTENSIONS_H_INCLUDED
#define SSPI_EXTENSIONS_H_INCLUDED

#include "sspi.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * SspiSetCredentialStore gives a credential handle a credential cache, a keytab, or both, in place of those that it had.
 *
 * phCredential is a live credential; contexts that were begun with it before stay with what they have.
 * pszCache names the cache from which contexts are initiated, and that has a server's ticket for user-to-user, as
 *     Kerberos writes it: "FILE:/tmp/krb5cc_1000", "DIR:/run/user/1000/krb5cc", "KCM:1000", "MEMORY:name", or a path.
 *     NULL leaves the initiating side as it was.
 * pszKeytab names the keytab with which contexts are accepted: "FILE:/etc/krb5.keytab", "MEMORY:name", or a path. NULL
 *     leaves the accepting side as it was.
 * Both are UTF-8, copied, and looked up when a context is begun, so that a store may come or change later; what is
 * wrong with one shows there, as with the default cache and keytab. A handle that was acquired for one direction
 * serves the other one as well once it has a store for it.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if phCredential is NULL or not a live credential;
 *     SEC_E_INVALID_PARAMETER if both names are NULL, or one is empty or not valid UTF-8.
 * On failure: the handle stays as it was.
 * Threads: safe; a context that is begun at the same time takes the old store or the new one.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiSetCredentialStore(PCredHandle phCredential, const char* pszCache,
                                                          const char* pszKeytab);

#ifdef __cplusplus
}
#endif

#endif
