// SPDX-License-Identifier: BSL-1.0
// A stranger's test in C: a realm of its own, an answer that is scripted, and what was asked.
#define SECURITY_WIN32
#include <security.h>
#include <sspi/testing/testing.h>
#include <stdio.h>

int main(void) {
    sspi_testing_realm* realm = NULL;
    sspi_testing_rule* rule = NULL;
    sspi_testing_transcript* seen = NULL;
    char* cache = NULL;
    PSecPkgInfoA package = NULL;
    char name[] = "Kerberos";
    if (QuerySecurityPackageInfoA(name, &package) != SEC_E_OK || FreeContextBuffer(package) != SEC_E_OK)
        return 1;
    if (sspi_testing_local_realm_new(NULL, NULL, NULL, &realm) != SSPI_TESTING_OK) return 1;
    if (sspi_testing_realm_add_user(realm, "alice", "secret", NULL) != SSPI_TESTING_OK) return 1;
    if (sspi_testing_rule_new(realm, "error = KDC_ERR_CLIENT_REVOKED", &rule) != SSPI_TESTING_OK) return 1;
    if (sspi_testing_realm_cache(realm, "alice", NULL, &cache) != SSPI_TESTING_FAILED) return 1;
    if (sspi_testing_transcript_new(realm, NULL, &seen) != SSPI_TESTING_OK) return 1;
    puts(sspi_testing_transcript_field(seen, 0, "text"));
    sspi_testing_transcript_free(seen);
    sspi_testing_rule_free(rule);
    sspi_testing_realm_free(realm);
    return 0;
}
