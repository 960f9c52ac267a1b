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
 * Time. A call that needs tickets waits for KDCs: those that krb5.conf names, or DNS. No such call waits longer than its
 * time-outs say, and another thread can cancel it.
 */

/* A call was cancelled with SspiCancel while it waited, or would have waited. HRESULT_FROM_WIN32(ERROR_CANCELLED). */
#define SSPI_E_CANCELLED _HRESULT_TYPEDEF_(0x800704C7)

/* The milliseconds that KDCs have, unless krb5.conf or a credential says otherwise. */
#define SSPI_DEFAULT_KDC_TRY_TIMEOUT 3000
#define SSPI_DEFAULT_KDC_CALL_TIMEOUT 10000

/*
 * SSPI_CRED_ATTR_KDC_TIMEOUTS is a credential attribute for SetCredentialsAttributes and QueryCredentialsAttributes: how
 * long calls with this credential wait for KDCs. Contexts keep what the credential had when they were begun.
 *
 * ulTry is how long one server has to answer over one protocol before it counts as silent. The next server is asked
 *     a moment after the first in any case.
 * ulCall is what one call waits in all, for all servers, requests and realms, and for other threads that use the same
 *     credential; it runs from the first request. Then the call fails with SEC_E_NO_AUTHENTICATING_AUTHORITY.
 * Both are milliseconds. 0: as [sspi] in krb5.conf has it, and without that the default.
 */
#define SSPI_CRED_ATTR_KDC_TIMEOUTS 0x53500001
typedef struct _SspiCredential_KdcTimeouts {
    ULONG ulTry;
    ULONG ulCall;
} SspiCredential_KdcTimeouts, *PSspiCredential_KdcTimeouts;

/* What cancels calls. Copied as any handle is. */
typedef SecHandle SspiCancellation, *PSspiCancellation;

/*
 * SspiCreateCancellation makes something with which calls can be cancelled.
 *
 * phCancellation receives the handle. The caller frees it with SspiFreeCancellation.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_PARAMETER if phCancellation is NULL; SEC_E_INSUFFICIENT_MEMORY.
 * On failure: *phCancellation is not touched.
 * Threads: safe.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiCreateCancellation(PSspiCancellation phCancellation);

/*
 * SspiUseCancellation has the calling thread's calls obey a cancellation, from now on and until another is used.
 *
 * phCancellation may be used by any number of threads. NULL: nothing cancels this thread's calls any more. The handle's
 *     words are read now; the memory may be released or used otherwise.
 * InitializeSecurityContext, AcceptSecurityContext, their SASL forms, ChangeAccountPassword and LsaLogonUser obey it; other
 * functions wait for nobody. A cancelled call returns SSPI_E_CANCELLED (LsaLogonUser: STATUS_CANCELLED) and leaves
 * what any failure leaves: no context after a first leg; later legs of user-to-user can be made again with the same
 * token. The credential is as good as before.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if phCancellation is not a live cancellation.
 * On failure: the thread obeys what it did before.
 * Threads: it concerns the calling thread alone.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiUseCancellation(PSspiCancellation phCancellation);

/*
 * SspiCancel cancels the calls of all threads that use a cancellation: those that wait for a KDC, for DNS or for another
 * thread's logon return at once, and later ones when they would ask a KDC. There is no way back; use another cancellation
 * for what is to go on.
 *
 * phCancellation is what SspiCreateCancellation made. Cancelling twice does nothing more.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if phCancellation is NULL or not a live cancellation.
 * On failure: nothing is cancelled.
 * Threads: safe, from any thread. Not from a signal handler.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiCancel(PSspiCancellation phCancellation);

/*
 * SspiFreeCancellation frees a cancellation. Calls under way that obey it go on and can no longer be cancelled; threads
 * that use it use none from now on, cancelled or not.
 *
 * phCancellation is what SspiCreateCancellation made.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if phCancellation is NULL or not a live cancellation.
 * On failure: nothing is freed.
 * Threads: safe.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiFreeCancellation(PSspiCancellation phCancellation);

/* Takes one reply of a route, which is copied, to arrive so many milliseconds after the request. */
typedef void(SEC_ENTRY* SSPI_KDC_DELIVER_FN)(void* pvTo, const void* pvReply, ULONG cbReply,
                                             ULONG ulDelayMilliseconds);

/*
 * Answers a request in place of a realm's KDCs. pszRealm and pvRequest are the library's and good until it returns; the
 * request is a KRB message as RFC 4120 has it, or a password change of RFC 3244, without a length in front. It calls
 * pfDeliver with pvTo not at all, once or several times, and returns 0; another value says that no KDC can be reached.
 * It has to return soon: the library waits the delays itself, so that they can be cancelled and end with the call's time.
 */
typedef LONG(SEC_ENTRY* SSPI_KDC_ROUTE_FN)(void* pvContext, const char* pszRealm, const void* pvRequest,
                                           ULONG cbRequest, SSPI_KDC_DELIVER_FN pfDeliver, void* pvTo);

/*
 * SspiSetKdcRoute has a function answer for a realm in this process, in place of the network.
 *
 * pszRealm is the realm's name, UTF-8, as the configuration writes it.
 * pfRoute is called on the thread that makes the SSPI call, and on several at once where several ask. It takes the place
 *     of the one before. NULL: nobody, and requests go to the network again.
 * pvContext is handed to it.
 * The first reply that is a message of Kerberos counts. Without any the route is silent: after the time of a try it is
 * asked again, until the call's time is up.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_PARAMETER if pszRealm is NULL, empty or not valid UTF-8; SEC_E_INSUFFICIENT_MEMORY.
 * On failure: the route is as it was.
 * Threads: safe. It returns when the former function has come back from all its calls, and is called no more; so it must
 *     not be called from within that function for the same realm.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiSetKdcRoute(const char* pszRealm, SSPI_KDC_ROUTE_FN pfRoute,
                                                   void* pvContext);

#ifdef __cplusplus
}
#endif

#endif
