// SPDX-License-Identifier: BSL-1.0
// Tests of the C API, in C99: a program as a user of the kit writes it, and what the functions refuse.
#define SECURITY_WIN32
#include <security.h>
#include <sspi/sspi_extensions.h>
#include <sspi/testing/testing.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int failures = 0;

#define CHECK(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            printf("%s:%d: %s; last message: %s\n", __FILE__, __LINE__, #what,                               \
                   sspi_testing_error_message());                                                            \
            ++failures;                                                                                      \
        }                                                                                                    \
    } while (0)
#define OK(call) CHECK((call) == SSPI_TESTING_OK)
#define SAYS(words) CHECK(strstr(sspi_testing_error_message(), words) != NULL)

/* The status of a client's first call, with a cache of its own. */
static SECURITY_STATUS begin(const char* cache, const char* service) {
    CredHandle credential;
    CtxtHandle context;
    SecBuffer token = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc output = {SECBUFFER_VERSION, 1, &token};
    ULONG granted = 0;
    char package[] = "Kerberos";
    char target[128];
    SECURITY_STATUS status = AcquireCredentialsHandleA(NULL, package, SECPKG_CRED_OUTBOUND, NULL, NULL, NULL,
                                                       NULL, &credential, NULL);
    if (status != SEC_E_OK) return status;
    if (cache != NULL) status = SspiSetCredentialStore(&credential, cache, NULL);
    snprintf(target, sizeof target, "%s", service);
    if (status == SEC_E_OK)
        status = InitializeSecurityContextA(&credential, NULL, target, ISC_REQ_ALLOCATE_MEMORY, 0,
                                            SECURITY_NATIVE_DREP, NULL, 0, &context, &output, &granted, NULL);
    if (status == SEC_E_OK) {
        FreeContextBuffer(token.pvBuffer);
        DeleteSecurityContext(&context);
    }
    FreeCredentialsHandle(&credential);
    return status;
}

static void local_realm(void) {
    sspi_testing_realm* realm = NULL;
    char *cache = NULL, *keytab = NULL;
    sspi_testing_counts counts = {0};
    struct {
        sspi_testing_counts known;
        uint64_t unknown;
    } later;
    struct {
        size_t size;
        uint64_t as;
        uint64_t untouched;
    } earlier = {2 * sizeof(uint64_t), 0, 77};
    OK(sspi_testing_local_realm_new(NULL, NULL, NULL, &realm));
    CHECK(strlen(sspi_testing_realm_name(realm)) > 0);
    OK(sspi_testing_realm_add_user(realm, "alice", "secret", NULL));
    OK(sspi_testing_realm_add_service(realm, "HTTP/web.example.test", NULL, "enctypes = aes128-sha1"));
    OK(sspi_testing_realm_cache(realm, "alice", "lifetime = 1h", &cache));
    OK(sspi_testing_realm_keytab(realm, &keytab));
    CHECK(strncmp(cache, "MEMORY:", 7) == 0 && strncmp(keytab, "MEMORY:", 7) == 0);
    CHECK(begin(cache, "HTTP/web.example.test") == SEC_E_OK);
    CHECK(sspi_testing_realm_requests(realm, &counts) == SSPI_TESTING_BAD_ARGUMENT);
    SAYS("the structure has no size");
    counts.size = sizeof(counts);
    OK(sspi_testing_realm_requests(realm, &counts));
    CHECK(counts.as == 2 && counts.tgs >= 1 && counts.other == 0 && counts.password == 0);
    memset(&later, 0xff, sizeof(later));
    later.known.size = sizeof(later);
    OK(sspi_testing_realm_requests(realm, &later.known));
    CHECK(later.known.as == 2 && later.known.size == sizeof(later) && later.unknown == 0);
    OK(sspi_testing_realm_requests(realm, (sspi_testing_counts*)&earlier));
    CHECK(earlier.as == 2 && earlier.untouched == 77);
    OK(sspi_testing_realm_connect(realm, 0));
    OK(sspi_testing_realm_connect(realm, 1));
    sspi_testing_free(cache);
    sspi_testing_free(keytab);
    sspi_testing_realm_free(realm);
}

static int tgs_only(void* context, const sspi_testing_transcript* request) {
    ++*(int*)context;
    return strcmp(sspi_testing_transcript_field(request, 0, "message"), "tgs") == 0;
}

static void scripts(void) {
    sspi_testing_realm* realm = NULL;
    sspi_testing_rule *rule = NULL, *where = NULL;
    sspi_testing_transcript* seen = NULL;
    char *cache = NULL, *unused = NULL;
    int asked = 0;
    OK(sspi_testing_local_realm_new(NULL, NULL, NULL, &realm));
    OK(sspi_testing_realm_add_user(realm, "alice", "secret", NULL));
    OK(sspi_testing_realm_add_service(realm, "HTTP/web.example.test", NULL, NULL));
    OK(sspi_testing_realm_cache(realm, "alice", NULL, &cache));
    OK(sspi_testing_rule_new(realm, "message = tgs\nservice = HTTP/*\nfirst = 1\nerror = KDC_ERR_POLICY\n",
                             &rule));
    CHECK(begin(cache, "HTTP/web.example.test") != SEC_E_OK);
    CHECK(sspi_testing_rule_used(rule) == 1 && sspi_testing_rule_matched(rule) >= 1);
    sspi_testing_rule_remove(rule);
    OK(sspi_testing_rule_new_where(realm, "delay = 1ms", tgs_only, &asked, &where));
    OK(sspi_testing_realm_unused_rules(realm, &unused));
    CHECK(strlen(unused) > 0);
    CHECK(begin(cache, "HTTP/web.example.test") == SEC_E_OK);
    CHECK(asked > 0 && sspi_testing_rule_used(where) > 0);
    OK(sspi_testing_transcript_new(realm, "message = tgs\nclient = alice\nservice = HTTP/web.example.test",
                                   &seen));
    CHECK(sspi_testing_transcript_size(seen) >= 2);
    CHECK(strcmp(sspi_testing_transcript_field(seen, 0, "answer"), "KDC_ERR_POLICY") == 0);
    CHECK(strcmp(sspi_testing_transcript_field(seen, 0, "error"), "12") == 0);
    CHECK(strncmp(sspi_testing_transcript_field(seen, 0, "client"), "alice@", 6) == 0);
    CHECK(strcmp(sspi_testing_transcript_field(seen, 0, "by"), "in-process") == 0);
    CHECK(sspi_testing_transcript_field(seen, 0, "colour") == NULL);
    CHECK(sspi_testing_transcript_field(seen, 99, "answer") == NULL);
    OK(sspi_testing_realm_clear_rules(realm));
    OK(sspi_testing_realm_clear_transcript(realm));
    sspi_testing_transcript_free(seen);
    OK(sspi_testing_transcript_new(realm, NULL, &seen));
    CHECK(sspi_testing_transcript_size(seen) == 0);
    CHECK(sspi_testing_transcript_new(realm, "colour = red", &seen) == SSPI_TESTING_FAILED);
    SAYS("there is no setting 'colour' here; there are message, client, service");
    sspi_testing_transcript_free(seen);
    sspi_testing_rule_free(rule);
    sspi_testing_rule_free(where);
    sspi_testing_free(unused);
    sspi_testing_free(cache);
    sspi_testing_realm_free(realm);
}

static int gone(void* context, const void* request, size_t size, const void** reply, size_t* reply_size) {
    (void)request, (void)reply, (void)reply_size;
    *(size_t*)context += size;
    return 1;
}

static void sockets_and_files(void) {
    sspi_testing_realm* realm = NULL;
    sspi_testing_server* server = NULL;
    sspi_testing_environment* environment = NULL;
    sspi_testing_route* route = NULL;
    const char* const services[] = {"HTTP/web.example.test"};
    char* keytab = NULL;
    size_t sent = 0;
    OK(sspi_testing_realm_new("EXAMPLE.TEST", "lifetime = 2h", NULL, &realm));
    OK(sspi_testing_realm_add_user(realm, "alice", "secret", NULL));
    OK(sspi_testing_realm_add_service(realm, services[0], "known to both", NULL));
    OK(sspi_testing_realm_add_alias(realm, "HTTP/alias.example.test", services[0]));
    OK(sspi_testing_server_new(realm, "patience = 2s", &server));
    CHECK(sspi_testing_server_port(server) != 0);
    OK(sspi_testing_environment_new("EXAMPLE.TEST", sspi_testing_server_port(server), NULL, NULL,
                                    &environment));
    CHECK(strcmp(sspi_testing_environment_value(environment, "KRB5CCNAME"),
                 sspi_testing_environment_value(environment, "cache")) == 0);
    CHECK(strcmp(getenv("KRB5_CONFIG"), sspi_testing_environment_value(environment, "config")) == 0);
    CHECK(sspi_testing_environment_value(environment, "directory") != NULL);
    CHECK(sspi_testing_environment_value(environment, "PATH") == NULL);
    OK(sspi_testing_realm_write_cache(realm, sspi_testing_environment_value(environment, "cache"), "alice",
                                      NULL));
    OK(sspi_testing_realm_write_keytab(realm, sspi_testing_environment_value(environment, "keytab"), services,
                                       1));
    OK(sspi_testing_realm_memory_keytab(realm, NULL, NULL, 0, &keytab));
    CHECK(begin(NULL, services[0]) == SEC_E_OK);
    OK(sspi_testing_realm_change_key(realm, services[0]));
    OK(sspi_testing_realm_change_password(realm, "alice", "better"));
    OK(sspi_testing_route_new_to("EXAMPLE.TEST", gone, &sent, &route));
    CHECK(begin(NULL, "HTTP/alias.example.test") != SEC_E_OK);
    CHECK(sent > 0);
    sspi_testing_route_free(route);
    OK(sspi_testing_route_new(realm, &route));
    CHECK(sspi_testing_route_new(realm, &route) == SSPI_TESTING_FAILED);
    SAYS("already have a route");
    sspi_testing_route_free(route);
    sspi_testing_free(keytab);
    sspi_testing_environment_free(environment);
    sspi_testing_server_free(server);
    sspi_testing_realm_free(realm);
}

static void clocks_and_trust(void) {
    sspi_testing_realm *one = NULL, *other = NULL;
    int64_t now = 0;
    void* reply = NULL;
    size_t size = 1;
    OK(sspi_testing_realm_new("ONE.TEST", NULL, NULL, &one));
    OK(sspi_testing_realm_new("OTHER.TEST", "clock-offset = -5m", NULL, &other));
    OK(sspi_testing_realm_advance(one, 3600));
    OK(sspi_testing_realm_now(one, &now));
    CHECK(now > (int64_t)time(NULL) + 3500);
    OK(sspi_testing_realm_set_clock_offset(one, 0));
    CHECK(sspi_testing_realm_advance(one, INT64_MAX) == SSPI_TESTING_BAD_ARGUMENT);
    OK(sspi_testing_realm_trust(one, other, SSPI_TESTING_TRUST_BOTH));
    CHECK(sspi_testing_realm_trust(one, other, SSPI_TESTING_TRUST_OUR_USERS) == SSPI_TESTING_FAILED);
    CHECK(sspi_testing_realm_trust(one, other, 7) == SSPI_TESTING_BAD_ARGUMENT);
    OK(sspi_testing_realm_refer(one, "far.test", "FAR.TEST", "OTHER.TEST"));
    OK(sspi_testing_realm_answer(one, "nonsense", 8, SSPI_TESTING_STREAM, &reply, &size));
    CHECK(reply == NULL && size == 0);
    OK(sspi_testing_realm_answer(one, NULL, 0, SSPI_TESTING_DATAGRAM, &reply, &size));
    CHECK(sspi_testing_realm_answer(one, NULL, 1, SSPI_TESTING_STREAM, &reply, &size) ==
          SSPI_TESTING_BAD_ARGUMENT);
    CHECK(sspi_testing_realm_answer(one, "x", 1, 3, &reply, &size) == SSPI_TESTING_BAD_ARGUMENT);
    sspi_testing_realm_free(other);
    sspi_testing_realm_free(one);
}

static void count_lines(void* context, const char* line) {
    if (strlen(line) > 0) ++*(int*)context;
}

static void untouched_function(void) {}

static void refusals(void) {
    sspi_testing_realm *realm = NULL, *untouched = NULL;
    sspi_testing_rule* rule = NULL;
    char* text = NULL;
    int lines = 0;
    sspi_testing_hooks hooks = {0};
    struct {
        sspi_testing_hooks known;
        void (*unknown)(void);
    } later = {{0}, NULL};
    hooks.context = &lines;
    hooks.log = count_lines;
    CHECK(sspi_testing_realm_new("A", NULL, &hooks, &untouched) == SSPI_TESTING_BAD_ARGUMENT);
    SAYS("the structure has no size");
    hooks.size = sizeof(hooks);
    later.known.size = sizeof(later);
    later.unknown = untouched_function;
    CHECK(sspi_testing_realm_new("A", NULL, &later.known, &untouched) == SSPI_TESTING_BAD_ARGUMENT);
    SAYS("the structure has members that this kit does not know");
    later.unknown = NULL;
    OK(sspi_testing_realm_new("A", NULL, &later.known, &realm));
    sspi_testing_realm_free(realm);
    realm = NULL;
    CHECK(sspi_testing_realm_new("a/b", NULL, NULL, &untouched) == SSPI_TESTING_FAILED);
    SAYS("'a/b' is not a realm name");
    CHECK(sspi_testing_realm_new("A", "lifetime = long\n", NULL, &untouched) == SSPI_TESTING_FAILED);
    SAYS("'lifetime' wants a time span such as 10h");
    CHECK(sspi_testing_realm_new("A", "lifetime = 1h\n\nenctypes = aes\n", NULL, &untouched) ==
          SSPI_TESTING_FAILED);
    SAYS("line 3: 'enctypes' wants a comma-separated list of enctype names, not 'aes'");
    CHECK(sspi_testing_realm_new(NULL, NULL, NULL, &untouched) == SSPI_TESTING_BAD_ARGUMENT);
    CHECK(sspi_testing_realm_new("A", NULL, NULL, NULL) == SSPI_TESTING_BAD_ARGUMENT);
    CHECK(untouched == NULL);
    OK(sspi_testing_realm_new("A", NULL, &hooks, &realm));
    OK(sspi_testing_realm_add_user(realm, "alice", "x", "locked = yes"));
    CHECK(sspi_testing_realm_add_user(realm, "alice", "x", NULL) == SSPI_TESTING_FAILED);
    CHECK(sspi_testing_realm_add_user(realm, "bob", NULL, NULL) == SSPI_TESTING_BAD_ARGUMENT);
    CHECK(sspi_testing_realm_add_user(NULL, "bob", "x", NULL) == SSPI_TESTING_BAD_ARGUMENT);
    CHECK(sspi_testing_realm_write_cache(realm, "MEMORY:c-api", "alice", NULL) == SSPI_TESTING_FAILED);
    CHECK(sspi_testing_error_code() != 0);
    CHECK(lines > 0);
    OK(sspi_testing_realm_set_options(realm, "alice", NULL));
    OK(sspi_testing_realm_write_cache(realm, "MEMORY:c-api", "alice", NULL));
    CHECK(sspi_testing_realm_cache(realm, "alice", NULL, &text) == SSPI_TESTING_BAD_ARGUMENT);
    SAYS("is not local");
    CHECK(sspi_testing_realm_change_key(realm, "nobody") == SSPI_TESTING_FAILED);
    CHECK(sspi_testing_realm_write_keytab(realm, "/nowhere/x", NULL, 1) == SSPI_TESTING_BAD_ARGUMENT);
    CHECK(sspi_testing_rule_new(realm, "error = SOME", &rule) == SSPI_TESTING_FAILED);
    CHECK(sspi_testing_rule_new(realm, "no equals sign", &rule) == SSPI_TESTING_FAILED);
    SAYS("a setting is written 'key = value'");
    CHECK(rule == NULL && text == NULL);
    OK(sspi_testing_realm_remove(realm, "alice"));
    CHECK(sspi_testing_realm_name(NULL) == NULL && sspi_testing_server_port(NULL) == 0);
    CHECK(sspi_testing_enctype_number("rc4") == 23 && sspi_testing_enctype_number("x") == 0);
    CHECK(strcmp(sspi_testing_enctype_name(17), "aes128-cts-hmac-sha1-96") == 0);
    CHECK(strcmp(sspi_testing_enctype_name(1), "") == 0);
    sspi_testing_realm_free(NULL);
    sspi_testing_free(NULL);
    sspi_testing_realm_free(realm);
}

int main(void) {
    sockets_and_files(); /* first: it sets the environment */
    local_realm();
    scripts();
    clocks_and_trust();
    refusals();
    return failures == 0 ? 0 : 1;
}
