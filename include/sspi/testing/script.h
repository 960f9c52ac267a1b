// SPDX-License-Identifier: BSL-1.0
// Scripted answers and the transcript of the embedded KDC, for C. Included by testing.h, where the rules for all are.
//
//     sspi_testing_rule* locked = NULL;
//     sspi_testing_rule_new(realm, "message = as\nclient = alice\nnth = 2\nerror = KDC_ERR_CLIENT_REVOKED", &locked);
#ifndef SSPI_TESTING_SCRIPT_H_INCLUDED
#define SSPI_TESTING_SCRIPT_H_INCLUDED

#include <sspi/testing/testing.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sspi_testing_rule sspi_testing_rule;
typedef struct sspi_testing_transcript sspi_testing_transcript;

/*
 * sspi_testing_rule_new makes a rule: what a realm answers to some requests, by whichever way they come. It acts until
 * it is removed, or the realm goes. settings are those of rule_settings: which requests, and what is done.
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if a setting is wrong, or names a principal that the realm does not have.
 * On failure: *rule is not touched, and there is no rule.
 */
SSPI_TESTING_API int sspi_testing_rule_new(sspi_testing_realm* realm, const char* settings,
                                           sspi_testing_rule** rule);

/* Whether a rule is about a request, the only one of the transcript, which is gone when the function returns: 0 or 1. */
typedef int (*sspi_testing_condition)(void* context, const sspi_testing_transcript* request);

/*
 * sspi_testing_rule_new_where makes a rule for requests for which also a function says so. It is called on the thread
 * that asks, on several at once if several ask, and as long as the rule acts.
 * Returns: as sspi_testing_rule_new.
 * On failure: *rule is not touched, and there is no rule.
 */
SSPI_TESTING_API int sspi_testing_rule_new_where(sspi_testing_realm* realm, const char* settings,
                                                 sspi_testing_condition condition, void* context,
                                                 sspi_testing_rule** rule);

/*
 * sspi_testing_rule_matched counts the requests that met a rule's conditions, those outside of nth and first included.
 * Returns: the number, 0 for NULL.
 */
SSPI_TESTING_API size_t sspi_testing_rule_matched(const sspi_testing_rule* rule);

/*
 * sspi_testing_rule_used counts the requests on which a rule acted.
 * Returns: the number, 0 for NULL.
 */
SSPI_TESTING_API size_t sspi_testing_rule_used(const sspi_testing_rule* rule);

/*
 * sspi_testing_rule_remove ends a rule. Its counts stay, and the object with them.
 */
SSPI_TESTING_API void sspi_testing_rule_remove(sspi_testing_rule* rule);

/*
 * sspi_testing_rule_free gives up the object. The rule acts on: see sspi_testing_rule_remove.
 */
SSPI_TESTING_API void sspi_testing_rule_free(sspi_testing_rule* rule);

/*
 * sspi_testing_realm_clear_rules ends all rules of a realm.
 * Returns: SSPI_TESTING_OK.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_clear_rules(sspi_testing_realm* realm);

/*
 * sspi_testing_realm_unused_rules says in words which rules never acted, one line each; "" if there are none. *text is
 * released with sspi_testing_free.
 * Returns: SSPI_TESTING_OK.
 * On failure: *text is not touched.
 */
SSPI_TESTING_API int sspi_testing_realm_unused_rules(const sspi_testing_realm* realm, char** text);

/*
 * sspi_testing_transcript_new copies what clients asked a realm so far and what they were answered, the oldest first.
 *
 * filter is settings, or NULL for all: "message = tgs", "client = alice", "service = HTTP/web.example.test".
 *
 * Returns: SSPI_TESTING_OK; SSPI_TESTING_FAILED if a setting is wrong.
 * On failure: *transcript is not touched.
 */
SSPI_TESTING_API int sspi_testing_transcript_new(const sspi_testing_realm* realm, const char* filter,
                                                 sspi_testing_transcript** transcript);

/*
 * sspi_testing_transcript_size counts the requests of a transcript.
 * Returns: the number, 0 for NULL.
 */
SSPI_TESTING_API size_t sspi_testing_transcript_size(const sspi_testing_transcript* transcript);

/*
 * sspi_testing_transcript_field gives what is known of one request, from 0, by name: "text" (all of it in a line),
 * "message" (as, tgs, password, other), "by" (stream, datagram, in-process), "client", "server", "realm", "options" and
 * "enctypes" and "padata" (numbers, with blanks between), "s4u-client", "size", "time" (seconds since 1970), "answer"
 * ("TGS-REP", "KDC_ERR_POLICY", "silence" ...), "error" (the KRB-ERROR's number, "" without one), "rule".
 * Returns: a text that is valid as long as the transcript, NULL if there is no such request or field.
 */
SSPI_TESTING_API const char* sspi_testing_transcript_field(const sspi_testing_transcript* transcript,
                                                           size_t index, const char* name);

/*
 * sspi_testing_transcript_free releases a transcript.
 */
SSPI_TESTING_API void sspi_testing_transcript_free(sspi_testing_transcript* transcript);

/*
 * sspi_testing_realm_clear_transcript lets a realm forget what clients asked.
 * Returns: SSPI_TESTING_OK.
 * On failure: nothing changes.
 */
SSPI_TESTING_API int sspi_testing_realm_clear_transcript(sspi_testing_realm* realm);

#ifdef __cplusplus
}
#endif

#endif
