// SPDX-License-Identifier: BSL-1.0
// The embedded KDC for C, and for any language that can call C: realms, ways to them, their files. See script.h too.
//
//     sspi_testing_realm* realm = NULL;
//     if (sspi_testing_local_realm_new("EXAMPLE.TEST", NULL, &realm) != SSPI_TESTING_OK ||
//         sspi_testing_realm_add_user(realm, "alice", "secret", "must-change-password = yes") != SSPI_TESTING_OK)
//         puts(sspi_testing_error_message());
//
// What holds for every function:
//
// - Functions that can fail return a status and write their outputs only if that is SSPI_TESTING_OK. What went wrong is
//   then said by sspi_testing_error_message() on the same thread.
// - Text is UTF-8 and ends with a zero octet. It is copied. An argument that may be NULL says so; any other that is NULL
//   is SSPI_TESTING_BAD_ARGUMENT.
// - "Settings" are lines "key = value", such as "lifetime = 1h\nenctypes = aes256-sha1, rc4", or NULL for none. Which
//   there are is in settings.hpp, by the option that each is for, and in "sspi-kdc --help-config". One that is unknown
//   or has a wrong value fails with a text that says what was expected.
// - Structures begin with their size, which the caller sets to sizeof: so a kit may have members that a program does not know,
//   and a program members that the kit does not know.
// - Objects are released with their _free function, which takes NULL too. Objects that are made from a realm keep it
//   alive. Each function may be called from any thread; an object must not be used by one thread while another frees it.
// - Nothing is thrown, and no function ends the program.
#ifndef SSPI_TESTING_TESTING_H_INCLUDED
#define SSPI_TESTING_TESTING_H_INCLUDED

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SSPI_TESTING_API __attribute__((visibility("default")))
#else
#define SSPI_TESTING_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Statuses. */
#define SSPI_TESTING_OK 0
#define SSPI_TESTING_BAD_ARGUMENT 1 /* NULL where that is not allowed, or a number out of its range */
#define SSPI_TESTING_NO_MEMORY 2
#define SSPI_TESTING_FAILED 3 /* refused by the realm, Kerberos or the system: see the message and the code */

/* Ways of a request. */
#define SSPI_TESTING_STREAM 0
#define SSPI_TESTING_DATAGRAM 1
#define SSPI_TESTING_IN_PROCESS 2

/* Whose users reach whose services. */
#define SSPI_TESTING_TRUST_BOTH 0
#define SSPI_TESTING_TRUST_THEIR_USERS 1 /* the other realm's users reach services here */
#define SSPI_TESTING_TRUST_OUR_USERS 2   /* users of this realm reach services there */

typedef struct sspi_testing_realm sspi_testing_realm;
typedef struct sspi_testing_route sspi_testing_route;
typedef struct sspi_testing_server sspi_testing_server;
typedef struct sspi_testing_environment sspi_testing_environment;

/*
 * sspi_testing_error_message says why the last function of this thread that did not succeed failed.
 * Returns: a text, "" before any failure. It is valid until the thread calls another function that fails.
 */
SSPI_TESTING_API const char* sspi_testing_error_message(void);

/*
 * sspi_testing_error_code gives the krb5 (com_err) or errno code behind that failure.
 * Returns: the code, 0 where the refusal is this library's own.
 */
SSPI_TESTING_API int32_t sspi_testing_error_code(void);

/*
 * sspi_testing_free releases text and octets that a function gave to the caller; NULL is allowed.
 */
SSPI_TESTING_API void sspi_testing_free(void* memory);

/*
 * sspi_testing_enctype_number finds an encryption type by its name, "aes256-cts-hmac-sha1-96" or short "rc4".
 * Returns: its assigned number, 0 if there is none of that name.
 */
SSPI_TESTING_API int32_t sspi_testing_enctype_number(const char* name);

/*
 * sspi_testing_enctype_name gives the name that krb5.conf has for an encryption type.
 * Returns: a text that is always valid, "" if the realms know no such type.
 */
SSPI_TESTING_API const char* sspi_testing_enctype_name(int32_t number);

/* What a realm tells its owner, and asks it; a member may be NULL. Called on the thread that asks the KDC; they must not
   call back into the realm. */
typedef struct sspi_testing_hooks {
    size_t size;   /* sizeof(sspi_testing_hooks) */
    void* context; /* handed to the functions */
    /* One line of the KDC's log; no keys and no passwords are in it. */
    void (*log)(void* context, const char* line);
    /* Whether the password service refuses a new password: NULL to take it, or why not. The text is copied. */
    const char* (*password_policy)(void* context, const char* name, const char* password);
} sspi_testing_hooks;

/*
 * sspi_testing_realm_new makes a realm with a KDC, a password service and no users. No request reaches it before there is
 * a route or a server.
 *
 * settings are those of realm_options. hooks may be NULL; what it points to is copied.
 *
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_BAD_ARGUMENT if the size in hooks is none, or hooks has what this kit does not know;
 *     SSPI_TESTING_FAILED if the name is no realm's or a setting is wrong.
 * On failure: *realm is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_new(const char* name, const char* settings,
                                            const sspi_testing_hooks* hooks, sspi_testing_realm** realm);

/*
 * sspi_testing_local_realm_new makes a realm that this process reaches at once, with no environment and no file of any
 * kind: sspi_testing_realm_cache and sspi_testing_realm_keytab give names of what it has in memory.
 *
 * name may be NULL, for one that no other has in this process. settings and hooks are as above.
 *
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED also if the process has a route for that name already.
 * On failure: *realm is not touched.
 */
SSPI_TESTING_API int sspi_testing_local_realm_new(const char* name, const char* settings,
                                                  const sspi_testing_hooks* hooks,
                                                  sspi_testing_realm** realm);

/*
 * sspi_testing_realm_free gives up a realm. It goes when no route, server or rule uses it either.
 */
SSPI_TESTING_API void sspi_testing_realm_free(sspi_testing_realm* realm);

/*
 * sspi_testing_realm_name gives a realm's name.
 * Returns: a text that is valid as long as the realm, NULL for NULL.
 */
SSPI_TESTING_API const char* sspi_testing_realm_name(const sspi_testing_realm* realm);

/*
 * sspi_testing_realm_add_user adds a principal whose keys come from a password. settings are those of account_options.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if the name is malformed or taken, or a setting is wrong.
 * On failure: the realm stays as it was.
 */
SSPI_TESTING_API int sspi_testing_realm_add_user(sspi_testing_realm* realm, const char* name,
                                                 const char* password, const char* settings);

/*
 * sspi_testing_realm_add_service adds a service, "HTTP/web.example.test", with random keys if password is NULL.
 * Returns: as sspi_testing_realm_add_user.
 * On failure: the realm stays as it was.
 */
SSPI_TESTING_API int sspi_testing_realm_add_service(sspi_testing_realm* realm, const char* name,
                                                    const char* password, const char* settings);

/*
 * sspi_testing_realm_add_alias gives a principal another name.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if the principal is unknown or the alias is taken.
 * On failure: the realm stays as it was.
 */
SSPI_TESTING_API int sspi_testing_realm_add_alias(sspi_testing_realm* realm, const char* alias,
                                                  const char* name);

/*
 * sspi_testing_realm_set_options replaces all options of a principal by those settings and the defaults of the others. Keys
 * and enctypes stay.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if the principal is unknown or a setting is wrong.
 * On failure: the principal stays as it was.
 */
SSPI_TESTING_API int sspi_testing_realm_set_options(sspi_testing_realm* realm, const char* name,
                                                    const char* settings);

/*
 * sspi_testing_realm_change_key gives a principal new random keys under the next key version number.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if the principal is unknown.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_change_key(sspi_testing_realm* realm, const char* name);

/*
 * sspi_testing_realm_change_password gives a principal a new password under the next key version number.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if the principal is unknown.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_change_password(sspi_testing_realm* realm, const char* name,
                                                        const char* password);

/*
 * sspi_testing_realm_remove removes a principal, if it is there.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if that cannot be a name.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_remove(sspi_testing_realm* realm, const char* name);

/*
 * sspi_testing_realm_set_clock_offset puts the KDC's clock so many seconds before the machine's, or behind it.
 * Returns: SSPI_TESTING_OK.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_set_clock_offset(sspi_testing_realm* realm, int64_t seconds);

/*
 * sspi_testing_realm_advance moves the KDC's clock on by so many seconds, or back, from where it is.
 * Returns: SSPI_TESTING_OK.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_advance(sspi_testing_realm* realm, int64_t seconds);

/*
 * sspi_testing_realm_now gives the time by the KDC's clock, in seconds since 1970-01-01 UTC.
 * Returns: SSPI_TESTING_OK.
 * On failure: *seconds is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_now(const sspi_testing_realm* realm, int64_t* seconds);

/*
 * sspi_testing_realm_trust makes users of one realm welcome at services of another, with referrals to it.
 * direction is one of SSPI_TESTING_TRUST_...
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if they trust each other in that direction already.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_trust(sspi_testing_realm* realm, sspi_testing_realm* other,
                                              int direction);

/*
 * sspi_testing_realm_refer sends clients that want a service, or any service or user of a domain, to another realm; if
 * that is not trusted directly, by way of one that is, or NULL.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if a name is none.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_refer(sspi_testing_realm* realm, const char* name_or_domain,
                                              const char* realm_name, const char* by_way_of);

/*
 * sspi_testing_realm_answer asks the KDC itself: octets in, octets out, without the length that TCP puts in front.
 *
 * way is one of SSPI_TESTING_STREAM and its like. *reply is released with sspi_testing_free; where the KDC has no answer
 * it is NULL, and *reply_size is 0. request may be NULL if size is 0.
 *
 * Returns: SSPI_TESTING_OK, also without an answer.
 * On failure: the outputs are not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_answer(sspi_testing_realm* realm, const void* request, size_t size,
                                               int way, void** reply, size_t* reply_size);

/* How many requests the KDC has been asked, by kind. A pre-authenticated AS exchange is two AS requests. */
typedef struct sspi_testing_counts {
    size_t size; /* sizeof(sspi_testing_counts), set by the caller before each call */
    uint64_t as;
    uint64_t tgs;
    uint64_t other;
    uint64_t password;
} sspi_testing_counts;

/*
 * sspi_testing_realm_requests counts the requests so far, by whichever way they came. Members that this kit does
 * not know become 0.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_BAD_ARGUMENT if the size in *counts is none.
 * On failure: *counts is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_requests(const sspi_testing_realm* realm,
                                                 sspi_testing_counts* counts);

/*
 * sspi_testing_realm_write_keytab writes the keys of so many principals to a keytab file, replacing what it had; with a
 * count of 0, where names may be NULL, those of every service. where is a path, or "FILE:" and a path.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if a principal is unknown or the file cannot be written.
 * On failure: the file may be incomplete.
 */
SSPI_TESTING_API int sspi_testing_realm_write_keytab(const sspi_testing_realm* realm, const char* where,
                                                     const char* const* names, size_t count);

/*
 * sspi_testing_realm_memory_keytab puts those keys into a keytab in this process's memory, which lives as long as the
 * realm.
 * name may be NULL, for one that is made up. *keytab, "MEMORY:...", is released with sspi_testing_free.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if a principal is unknown or there is a keytab of that name.
 * On failure: *keytab is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_memory_keytab(sspi_testing_realm* realm, const char* name,
                                                      const char* const* names, size_t count, char** keytab);

/*
 * sspi_testing_realm_write_cache puts a ticket-granting ticket into a credential cache, as kinit does. where is a path or a
 * name, "FILE:/tmp/x" or "MEMORY:x"; settings are those of ticket_options.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED with the KDC's code when the KDC refuses.
 * On failure: the cache stays as it was.
 */
SSPI_TESTING_API int sspi_testing_realm_write_cache(const sspi_testing_realm* realm, const char* where,
                                                    const char* user, const char* settings);

/*
 * sspi_testing_realm_cache makes a cache in memory with a new ticket of a user. *cache, "MEMORY:...", is released with
 * sspi_testing_free; the cache itself goes with the realm.
 * Returns: as sspi_testing_realm_write_cache; SSPI_TESTING_BAD_ARGUMENT for a realm that is not local.
 * On failure: *cache is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_cache(const sspi_testing_realm* realm, const char* user,
                                              const char* settings, char** cache);

/*
 * sspi_testing_realm_keytab names the keytab in memory that has the keys of every service of a local realm, those that
 * come later included. *keytab is released with sspi_testing_free.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_BAD_ARGUMENT for a realm that is not local.
 * On failure: *keytab is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_keytab(const sspi_testing_realm* realm, char** keytab);

/*
 * sspi_testing_realm_connect says whether this process reaches a local realm: 0 for a KDC that is gone, or 1.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_BAD_ARGUMENT for a realm that is not local.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_connect(sspi_testing_realm* realm, int reached);

/*
 * sspi_testing_route_new sends this process's requests for a realm to it, without sockets, as long as the route is there.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if requests for the realm have a route already.
 * On failure: *route is not touched.
 */
SSPI_TESTING_API int sspi_testing_route_new(const sspi_testing_realm* realm, sspi_testing_route** route);

/* Answers a request: sets *reply and *size to octets that stay until the function is called again on the same thread, and
   returns 0; anything else is a KDC that cannot be reached. Called on several threads at once if several ask at once. */
typedef int (*sspi_testing_handler)(void* context, const void* request, size_t size, const void** reply,
                                    size_t* reply_size);

/*
 * sspi_testing_route_new_to sends requests for a realm of that name to a function. It must not free its own route.
 * Returns: as sspi_testing_route_new.
 * On failure: *route is not touched.
 */
SSPI_TESTING_API int sspi_testing_route_new_to(const char* realm_name, sspi_testing_handler handler,
                                               void* context, sspi_testing_route** route);

/*
 * sspi_testing_route_free ends a route, when requests that are being answered are done.
 */
SSPI_TESTING_API void sspi_testing_route_free(sspi_testing_route* route);

/*
 * sspi_testing_server_new serves a realm on 127.0.0.1, and [::1] where there is IPv6, over TCP and UDP, on a thread of its
 * own. settings are those of server_options; without a port it is a free one.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if the port is taken.
 * On failure: *server is not touched.
 */
SSPI_TESTING_API int sspi_testing_server_new(const sspi_testing_realm* realm, const char* settings,
                                             sspi_testing_server** server);

/*
 * sspi_testing_server_port gives the port of a server.
 * Returns: the port, 0 for NULL.
 */
SSPI_TESTING_API uint16_t sspi_testing_server_port(const sspi_testing_server* server);

/*
 * sspi_testing_server_has_ipv6 says whether a server listens on [::1] as well.
 * Returns: 1 or 0.
 */
SSPI_TESTING_API int sspi_testing_server_has_ipv6(const sspi_testing_server* server);

/*
 * sspi_testing_server_free ends a server and its connections.
 */
SSPI_TESTING_API void sspi_testing_server_free(sspi_testing_server* server);

/*
 * sspi_testing_environment_new writes a krb5.conf to a private directory and points this process's environment to it:
 * KRB5_CONFIG, KRB5CCNAME, KRB5_KTNAME, KRB5_CLIENT_KTNAME, KRB5RCACHEDIR. Call it while the process has one thread.
 *
 * realm is the default realm's name, port that of its server or 0 if there is none. settings are those of
 * environment_options. sections, which may be NULL, are further lines of krb5.conf, sections as they stand there.
 *
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if a file cannot be written or a setting is wrong.
 * On failure: *environment is not touched, nor is the process's environment.
 */
SSPI_TESTING_API int sspi_testing_environment_new(const char* realm, uint16_t port, const char* settings,
                                                  const char* sections,
                                                  sspi_testing_environment** environment);

/*
 * sspi_testing_environment_value gives what belongs to an environment by name: "directory", "config" (the path of
 * krb5.conf), "cache" and "keytab" (names of the default ones, "FILE:..."), or a variable, "KRB5CCNAME".
 * Returns: a text that is valid as long as the environment, NULL if there is nothing of that name.
 */
SSPI_TESTING_API const char* sspi_testing_environment_value(const sspi_testing_environment* environment,
                                                            const char* name);

/*
 * sspi_testing_environment_free gives the variables their former values and removes the directory.
 */
SSPI_TESTING_API void sspi_testing_environment_free(sspi_testing_environment* environment);

#ifdef __cplusplus
}
#endif

#include <sspi/testing/script.h>

#endif
