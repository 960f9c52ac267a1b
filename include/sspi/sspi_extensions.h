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
 * long calls with this credential, and with contexts that were begun with it, wait for KDCs.
 *
 * ulTry is how long one server has to answer over one protocol before it counts as silent. The next server is asked
 *     a moment after the first in any case. One that has accepted a connection is waited for until the call's time is up. So
 *     is one that has been sent a proof of a password, which goes to no other meanwhile.
 * ulCall is what one call waits in all, for all servers, requests and realms, and for other threads that use the same
 *     credential; it runs from the first request. Then the call fails with SEC_E_NO_AUTHENTICATING_AUTHORITY.
 * Both are milliseconds. 0: as [sspi] in krb5.conf has it, and without that the default.
 */
#define SSPI_CRED_ATTR_KDC_TIMEOUTS 0x53500001
typedef struct _SspiCredential_KdcTimeouts {
    ULONG ulTry;
    ULONG ulCall;
} SspiCredential_KdcTimeouts, *PSspiCredential_KdcTimeouts;

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
 * A handle that logs on with a password or key follows its KDC's clock beside this one, where they are too far apart (see
 * InitializeSecurityContext), until it is given another one here; the attribute does not tell of that.
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

/* A group of an account. */
typedef struct _SSPI_ACCOUNT_GROUP {
    const char* pszSid; /* "S-1-5-21-1-2-3-1201" */
    ULONG ulAttributes; /* SE_GROUP_ bits: 7 as a rule; with 0x10 it counts for refusing alone */
} SSPI_ACCOUNT_GROUP, *PSSPI_ACCOUNT_GROUP;

/*
 * A client, as its domain tells of it. Texts are UTF-8 and never NULL; what is not told is empty, or 0. Times are in UTC, unlike
 * those of Windows' attributes, and 0x7FFFFFFFFFFFFFFF where there is none.
 */
typedef struct _SSPI_CLIENT_ACCOUNT {
    ULONG cbSize;                /* of this structure; later versions may have more at its end */
    const char* pszPrincipal;    /* "alice@CORP.EXAMPLE.COM", as in SECPKG_ATTR_NATIVE_NAMES */
    const char* pszAccount;      /* "alice"; empty where nothing was proved, and so is all that follows */
    const char* pszDomain;       /* "CORP" */
    const char* pszUpn;          /* "alice@corp.example.com" */
    const char* pszDnsDomain;    /* "CORP.EXAMPLE.COM" */
    const char* pszSid;          /* "S-1-5-21-1-2-3-1105" */
    const char* pszPrimaryGroup; /* "S-1-5-21-1-2-3-513" */
    ULONG ulAccountControl;      /* USER_ bits of [MS-SAMR] 2.2.1.12 */
    ULONG cGroups;               /* of all kinds */
    const SSPI_ACCOUNT_GROUP* pGroups; /* NULL without any */
    TimeStamp tsLogoff;                /* when it has to be gone */
    TimeStamp tsPasswordSet;           /* when its password was set */
    TimeStamp tsPasswordExpires;       /* when that has to be changed */
} SSPI_CLIENT_ACCOUNT, *PSSPI_CLIENT_ACCOUNT;

/*
 * SSPI_ATTR_CLIENT_ACCOUNT is an attribute of contexts, for QueryContextAttributes: the client's account, as the PAC of its ticket has
 * it, where that is proved (see SECPKG_ATTR_NAMES there). pBuffer points to an SspiContext_ClientAccount, whose pAccount receives one
 * block, of which all pointers point into itself. The caller owns it, and frees it with FreeContextBuffer. What it says is as
 * old as the client's ticket. A context that was imported knows domain and account alone, and one of the client's
 * side, or of user-to-user, the principal.
 *
 * Returns: what QueryContextAttributes lists; SEC_E_INVALID_HANDLE before the context is established;
 *     SEC_E_INSUFFICIENT_MEMORY.
 * On failure: *pBuffer stays as it was.
 * Threads: safe.
 * Differs from Windows: there it is GetTokenInformation that tells, of the token of QuerySecurityContextToken.
 * Source: this library; [MS-PAC].
 */
#define SSPI_ATTR_CLIENT_ACCOUNT 0x53500101

typedef struct _SspiContext_ClientAccount {
    PSSPI_CLIENT_ACCOUNT pAccount;
} SspiContext_ClientAccount, *PSspiContext_ClientAccount;

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
 * InitializeSecurityContext, AcceptSecurityContext, their SASL forms, ChangeAccountPassword and LsaLogonUser obey it, and so
 * does QueryCredentialsAttributes where a name's suffix has to be looked for in DNS; other functions wait for nobody. A
 * cancelled call returns SSPI_E_CANCELLED (LsaLogonUser: STATUS_CANCELLED) and leaves what any failure leaves: no context
 * after a first leg; later legs of user-to-user can be made again with the same token. The credential is as good as before.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if phCancellation is not a live cancellation.
 * On failure: the thread obeys what it did before.
 * Threads: it concerns the calling thread alone.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiUseCancellation(PSspiCancellation phCancellation);

/*
 * SspiExchangeCancellation does what SspiUseCancellation does, and tells what the calling thread obeyed before: so that one use of a
 * cancellation can lie in another, also of code that knows nothing of it.
 *
 *     SspiExchangeCancellation(&mine, &outer);
 *     ...
 *     if (SspiExchangeCancellation(&outer, NULL) != SEC_E_OK) SspiUseCancellation(NULL); // it was freed
 *
 * phCancellation is as for SspiUseCancellation; a handle of zeros is as good as NULL.
 * phPrevious receives a copy of the handle that was in use, of zeros where there was none; it stays its owner's, who may have
 *     freed it. It may be NULL, or the same as phCancellation.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if phCancellation is not a live cancellation.
 * On failure: the thread obeys what it did before, and *phPrevious is not touched.
 * Threads: it concerns the calling thread alone.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiExchangeCancellation(PSspiCancellation phCancellation,
                                                            PSspiCancellation phPrevious);

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
 * asked again, until the call's time is up. With a proof or a change of a password it is asked once.
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

/* Work that SspiQueueWork takes. fMake is 1 on the thread that is to do it; 0 where it is not to be done any more. */
typedef void(SEC_ENTRY* SSPI_WORK_FN)(void* pvContext, int fMake);

/*
 * SspiQueueWork has a thread of the library's do work that may wait for a KDC, for programs whose own threads must not.
 *
 * pfWork is called once. With fMake 1 on one of the threads, which the process has together, whoever uses them: they are made
 *     as they are needed, up to SspiSetWorkThreads, and get no signals. Work that finds all of them busy waits for its turn.
 *     With fMake 0, on whatever thread, where the process ends, or the library is unloaded, before the work was begun: then it
 *     releases what it has. It must not throw, jump out or end the thread.
 * pvContext is handed to it.
 * phCancellation is what the thread obeys while it does the work (SspiUseCancellation); it is cancelled when the process ends
 *     meanwhile, which waits for work that was begun. NULL: nothing.
 *
 * Returns: SEC_E_OK, and pfWork is called or was already; SEC_E_INVALID_PARAMETER if pfWork is NULL; SEC_E_INVALID_HANDLE if
 *     phCancellation is neither NULL nor a live cancellation; SEC_E_INSUFFICIENT_MEMORY also where not even one thread can be
 *     made; SEC_E_SHUTDOWN_IN_PROGRESS when the process is ending.
 * On failure: pfWork is not called.
 * Threads: safe. A child of fork() has threads of its own, and none of what its parent had queued.
 * Differs from Windows: it does not exist there; TrySubmitThreadpoolCallback does much the same.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiQueueWork(SSPI_WORK_FN pfWork, void* pvContext,
                                                 PSspiCancellation phCancellation);

/* Threads for work, unless SspiSetWorkThreads says otherwise. */
#define SSPI_DEFAULT_WORK_THREADS 32

/*
 * SspiSetWorkThreads says how many threads SspiQueueWork may use in this process. So many calls can wait for slow KDCs at once;
 * the next one waits for a thread as well.
 *
 * cMost is that number; 0: SSPI_DEFAULT_WORK_THREADS. Threads above it end when they have done what they do.
 *
 * Returns: SEC_E_OK; SEC_E_INSUFFICIENT_MEMORY.
 * On failure: it is as it was.
 * Threads: safe.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiSetWorkThreads(ULONG cMost);

/* ---- What went wrong ---------------------------------------------------------------------------------- */

/* One try at one KDC, or at a proxy on the way to one. */
typedef struct _SSPI_KDC_ATTEMPT {
    const char* pszWhere;   /* "udp/192.0.2.1:88", "https/proxy.example:443/KdcProxy" */
    const char* pszOutcome; /* "silent", "refused", "answered"..., and what the system said about it */
    ULONG ulMilliseconds;   /* how long it took */
} SSPI_KDC_ATTEMPT, *PSSPI_KDC_ATTEMPT;

/*
 * All that is known of a failure. Texts are UTF-8 without control characters, of one line each but for pszText, and of
 * bounded length; a text that is not known is empty and never NULL. No member has a password, a key or a token in it.
 */
typedef struct _SSPI_ERROR_DETAIL {
    ULONG cbSize;              /* of this structure; later versions may have more at its end */
    SECURITY_STATUS Status;    /* what the function answered; SEC_E_OK: nothing has failed yet */
    const char* pszStatusName; /* "SEC_E_LOGON_DENIED" */
    const char* pszStatusText; /* as SspiGetStatusText has it */
    LONG lKrb5Code;            /* of Kerberos; 0 where it had no part in it */
    const char* pszKrb5Name;   /* "KRB5KDC_ERR_PREAUTH_FAILED" */
    ULONG ulNtStatus; /* that a KDC or peer sent (KERB-EXT-ERROR), or an Lsa function answered; or 0 */
    const char* pszNtStatusName; /* "STATUS_PASSWORD_EXPIRED" */
    const char* pszRealm;        /* whose KDC was asked, or whose the names are */
    const char* pszPeerText;     /* what the KDC or peer said (e-text): its words, which nobody vouches for */
    const char* pszMechanismText;      /* what the Kerberos library said */
    const char* pszHint;               /* what a person may do about it */
    ULONG cAttempts;                   /* tries at KDCs */
    const SSPI_KDC_ATTEMPT* pAttempts; /* in their order; NULL without any */
    const char* pszText;               /* all of it, in lines for people */
} SSPI_ERROR_DETAIL, *PSSPI_ERROR_DETAIL;

/*
 * SspiGetErrorDetail tells what went wrong: with the last call that failed on a context or a credential, or in this
 * thread.
 *
 * phHandle is a live context, with any call about which something failed; or a live credential, for calls that it was
 *     given to, among them a first InitializeSecurityContext or AcceptSecurityContext, after whose failure there is no
 *     context; or NULL, for the last call on this thread that failed, also if its handles are gone.
 * ppDetail receives one block, of which all pointers point into itself or at static texts. The caller owns it, may read
 *     it in any thread and after every handle is gone, and frees it with FreeContextBuffer.
 *
 * Calls that succeed do not clear anything: ask after a failure, as with errno. Noted are the functions that answer a
 * SECURITY_STATUS or NTSTATUS, but not those that release something (FreeContextBuffer, DeleteSecurityContext,
 * FreeCredentialsHandle), nor those of this section: so one can clean up first and ask then.
 *
 * Returns: SEC_E_OK, also if nothing has failed, when Status in the block is SEC_E_OK; SEC_E_INVALID_HANDLE if phHandle
 *     is neither NULL nor a live context or credential; SEC_E_INVALID_PARAMETER if ppDetail is NULL;
 *     SEC_E_INSUFFICIENT_MEMORY.
 * On failure: *ppDetail is not touched, and the failures that were noted stay.
 * Threads: safe. With NULL it sees the failures of its own thread only; those of a handle may come from any thread.
 * Differs from Windows: it does not exist there, where the event log and traces have some of it.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiGetErrorDetail(PSecHandle phHandle, PSSPI_ERROR_DETAIL* ppDetail);

/*
 * SspiGetStatusName gives the name of a status: "SEC_E_LOGON_DENIED".
 *
 * Status is any value; SEC_E_, SEC_I_, CRYPT_ and SSPI_E_ codes have their names, and so do the NTSTATUS values that
 *     some functions answer.
 *
 * Returns: a static text, which is not freed; "unknown status" for other values. Never NULL.
 * On failure: it does not fail.
 * Threads: safe.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API const char* SEC_ENTRY SspiGetStatusName(SECURITY_STATUS Status);

/*
 * SspiGetStatusText says in a sentence of English what a status means: "The logon was refused."
 *
 * Status is any value, as for SspiGetStatusName.
 *
 * Returns: a static text, which is not freed. Never NULL.
 * On failure: it does not fail.
 * Threads: safe.
 * Differs from Windows: it does not exist there; FormatMessage has the texts of Windows.
 * Source: this library.
 */
SSPI_API const char* SEC_ENTRY SspiGetStatusText(SECURITY_STATUS Status);

/*
 * SspiGetErrorCategory gives the C++ headers their std::error_category, of which a process has one, because categories are compared
 * by address. It is for them alone: use sspi::category().
 *
 * ulStandardLibrary says which standard library the caller is compiled with.
 *
 * Returns: the address of an object that lives as long as the library is loaded; NULL where this library is built with
 *     another standard library, so that the caller has to have a category of its own.
 * On failure: it does not fail.
 * Threads: safe.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API const void* SEC_ENTRY SspiGetErrorCategory(ULONG ulStandardLibrary);

/*
 * Receives one step: pszLine is UTF-8 without a line end and without control characters, of at most 1200 octets, and
 * good until the function returns. It begins with the time in UTC and the thread's number:
 *
 *     2026-01-31T12:00:00.123456Z [4711] InitializeSecurityContext begins
 *
 * The rest is for people and may change. No line has a password, a key, or the content of a token or ticket in it.
 */
typedef void(SEC_ENTRY* SSPI_TRACE_FN)(void* pvContext, const char* pszLine);

/*
 * SspiSetTrace has each step of the library's work told to a function.
 *
 * pfTrace is called in the thread that does the step, in several at a time if several work; NULL: nobody any more. It
 *     may call any function of this library for any handle, whose steps then are not told: none waits for the call of
 *     which it hears. That is why it hears at once that a call begins, and of the steps of the call when that is about
 *     to answer, each with the time when it happened. It must not throw or jump out.
 * pvContext is passed on to it.
 *
 * Without a call of this function there is the environment variable SSPI_TRACE: "1" or "stderr" writes the lines to
 * standard error, any other value but "" and "0" is a file to which they are appended, made with mode 0600 if need be:
 * each step as it happens, also where one waits for a KDC that is silent.
 * It is read once in a process, at its first call, and ignored in programs that run with more rights than their caller
 * (set-user-id). Lines go to both if both are there.
 *
 * Returns: SEC_E_OK; SEC_E_INSUFFICIENT_MEMORY.
 * On failure: the former function stays.
 * Threads: safe. When it returns, the former function is not running in another thread any more and is not called
 *     again; asked from within the function, it does not wait for that.
 * Differs from Windows: it does not exist there.
 * Source: this library.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiSetTrace(SSPI_TRACE_FN pfTrace, void* pvContext);

#ifdef __cplusplus
}
#endif

#endif
