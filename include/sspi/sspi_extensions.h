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

/*
 * SSPI_CRED_ATTR_CLOCK_OFFSET is an attribute of credentials, for QueryCredentialsAttributes and
 * SetCredentialsAttributes: how far the credential's clock is ahead of this machine's, in seconds; behind it where that is
 * negative; 0 until it is set. pBuffer points to an SspiCredential_ClockOffset. It moves a program in time for a test, so
 * that expiry, renewal and clock skew need no waiting, and serves a machine whose own clock cannot be set.
 *
 * Contexts that are begun with the handle, initiator's or acceptor's, go by that clock in everything: the times in
 * requests to KDCs and in authenticators, what counts as a clock skew, whether tickets are valid and when they are renewed,
 * ptsExpiry and SECPKG_ATTR_LIFESPAN. They follow the handle when its clock is moved, also those that were begun before,
 * and keep its last clock when it is freed. A handle that is acquired while the thread acts as a client has a clock of its
 * own. Tickets that are obtained by another clock than the machine's are not put into the user's credential cache, but
 * obtained for each context; those of a password or keytab are kept with the handle.
 * Tokens that an acceptor has taken are remembered by the machine's clock, that much longer: moving an acceptor's clock
 * back far may let it take a token that it has taken before, as moving the machine's clock does.
 *
 * Returns: what those functions list; SEC_E_INVALID_PARAMETER also for more than 1,000,000,000 seconds in either
 *     direction.
 * On failure: the clock stays as it was.
 * Threads: safe. Each call takes the clock as it is when the call begins; other handles, and other users of Heimdal in the
 *     process, are not affected.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
#define SSPI_CRED_ATTR_CLOCK_OFFSET 0x53500002

typedef struct _SspiCredential_ClockOffset {
    LONGLONG llSeconds;
} SspiCredential_ClockOffset, *PSspiCredential_ClockOffset;

#ifdef __cplusplus
}
#endif

#endif
