// SPDX-License-Identifier: BSL-1.0
// Why each assumption is made, and probes that say whether this Heimdal still is as it has it.
#include "assumptions.hpp"

#include "../linkage/own_names.hpp"
#include "private_cache.hpp"

#include <krb5/send_to_kdc_plugin.h>

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

namespace sspi::heimdal {

namespace {

[[nodiscard]] bool session_key_is_told(const probed& of) {
    OM_uint32 minor = 0;
    owned_buffer_set set;
    const auto major =
        gss_inquire_sec_context_by_oid(&minor, of.initiator, assumed::session_key_query(), set.out());
    return major == GSS_S_COMPLETE && set && set.get()->count > 0 && set.get()->elements[0].length >= 16;
}

[[nodiscard]] bool read_keys(gss_ctx_id_t of, message_keys& out) {
    OM_uint32 minor = 0;
    owned_buffer_set set;
    const auto major =
        gss_inquire_sec_context_by_oid(&minor, of, GSS_KRB5_EXPORT_LUCID_CONTEXT_V1_X, set.out());
    return major == GSS_S_COMPLETE && set && set.get()->count == 1 &&
           assumed::packed_context(set.get()->elements[0]).read(out);
}

[[nodiscard]] bool same_octets(view a, view b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size()) == 0;
}

[[nodiscard]] bool contexts_are_packed_so(const probed& of) {
    message_keys there, here;
    return read_keys(of.initiator, there) && read_keys(of.acceptor, here) && there.initiator &&
           !here.initiator && there.rfc4121 && here.rfc4121 && there.enctype == here.enctype &&
           there.key.size() >= 16 && same_octets(there.key.view(), here.key.view()) &&
           there.send_sequence == here.receive_sequence && there.receive_sequence == here.send_sequence;
}

/// A MEMORY cache with a principal, and the notes that are made in it.
class cache_with_notes {
  public:
    cache_with_notes() {
        const auto context = thread_context();
        good_ = krb5_parse_name(context, "user@SSPI.TEST", client_.out()) == 0 &&
                krb5_parse_name(context, "HTTP/web@SSPI.TEST", service_.out()) == 0 &&
                krb5_cc_new_unique(context, "MEMORY", nullptr, cache_.out()) == 0 &&
                krb5_cc_initialize(context, cache_.get(), client_.get()) == 0;
    }
    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] krb5_ccache get() const noexcept { return cache_.get(); }
    [[nodiscard]] krb5_principal service() const noexcept { return service_.get(); }

  private:
    owned_principal client_, service_;
    owned_private_cache cache_;
    bool good_ = false;
};

[[nodiscard]] std::string name_in(const cache_with_notes& cache) {
    const auto context = thread_context();
    krb5_cc_cursor cursor{};
    held_credentials one;
    owned_text text;
    if (krb5_cc_start_seq_get(context, cache.get(), &cursor) != 0) return {};
    const bool found = krb5_cc_next_cred(context, cache.get(), &cursor, one.get()) == 0;
    krb5_cc_end_seq_get(context, cache.get(), &cursor);
    if (!found || krb5_unparse_name(context, one.get()->server, text.out()) != 0) return {};
    return text.get();
}

[[nodiscard]] bool note_stands_there(const char* name) {
    const cache_with_notes cache;
    auto octets = assumed::clock_note_of(7);
    const krb5_data data{octets.size(), octets.data()};
    if (!cache.good() ||
        krb5_cc_set_config(thread_context(), cache.get(), nullptr, name, const_cast<krb5_data*>(&data)) != 0)
        return false;
    return name_in(cache) == std::string(assumed::notes_name) + "/" + name + "@" + assumed::notes_realm;
}

[[nodiscard]] bool notes_stand_there(const probed&) {
    return note_stands_there(assumed::clock_note) && note_stands_there(assumed::delegation_note);
}

[[nodiscard]] bool logins_are_packed_so(const probed&) {
    const cache_with_notes cache;
    owned_text name;
    if (!cache.good() || krb5_cc_get_full_name(thread_context(), cache.get(), name.out()) != 0) return false;
    krb5_creds ticket{};
    owned_principal granting;
    (void)krb5_cc_get_principal(thread_context(), cache.get(), &ticket.client);
    (void)krb5_parse_name(thread_context(), "krbtgt/SSPI.TEST@SSPI.TEST", granting.out());
    ticket.server = granting.get();
    ticket.times.endtime = std::time(nullptr) + 3600;
    const bool stored = krb5_cc_store_cred(thread_context(), cache.get(), &ticket) == 0;
    krb5_free_principal(thread_context(), ticket.client);
    owned_data packed;
    assumed::pack_login(name.get(), "", "", packed);
    gss_buffer_desc value{packed.bytes().size(), const_cast<std::byte*>(packed.bytes().data())};
    owned_credential made;
    OM_uint32 minor = 0;
    owned_name owner;
    owned_buffer text;
    return stored &&
           gss_set_cred_option(&minor, made.out(), GSS_KRB5_IMPORT_CRED_X, &value) == GSS_S_COMPLETE &&
           gss_inquire_cred(&minor, made.get(), owner.out(), nullptr, nullptr, nullptr) == GSS_S_COMPLETE &&
           gss_display_name(&minor, owner.get(), text.out(), nullptr) == GSS_S_COMPLETE &&
           text.text() == "user@SSPI.TEST";
}

/// What the function ends with in a process of its own: true when that was ended by a signal.
template <class Do>
[[nodiscard]] bool ends_a_process(Do&& what) {
    const pid_t child = fork();
    if (child == 0) {
        for (const int signal : {SIGABRT, SIGSEGV})
            (void)std::signal(signal, SIG_DFL);
        (void)!std::freopen("/dev/null", "w", stderr);
        what();
        _exit(0);
    }
    int how = 0;
    return child > 0 && waitpid(child, &how, 0) == child && WIFSIGNALED(how);
}

[[nodiscard]] bool unknown_caches_end_the_process(const probed&) {
    std::string path = "/tmp/sspi-probe-XXXXXX";
    const int file = mkstemp(path.data());
    if (file < 0) return false;
    const std::array<char, 2> head{5, 9};
    const bool written = write(file, head.data(), head.size()) == static_cast<ssize_t>(head.size());
    close(file);
    const bool ends = written && assumed::ends_the_process(head) && ends_a_process([&] {
                          owned_cache cache;
                          owned_principal client;
                          if (krb5_cc_resolve(thread_context(), ("FILE:" + path).c_str(), cache.out()) == 0)
                              (void)krb5_cc_get_principal(thread_context(), cache.get(), client.out());
                      });
    unlink(path.c_str());
    return ends;
}

[[nodiscard]] bool host_has_a_type_of_its_own(const probed&) {
    const auto type_of = [](const char* text) {
        owned_principal parsed;
        return krb5_parse_name(thread_context(), text, parsed.out()) == 0 &&
               assumed::would_be_completed(parsed.get());
    };
    return type_of("host/web.sspi.test@SSPI.TEST") && !type_of("HTTP/web.sspi.test@SSPI.TEST");
}

/// Of four signatures the third last, after the fourth: it is neither a gap nor the last again.
[[nodiscard]] bool late_messages_fail_without_a_reason(const probed& of) {
    constexpr std::string_view text = "a message";
    gss_buffer_desc message{text.size(), const_cast<char*>(text.data())};
    std::array<owned_buffer, 4> signatures;
    OM_uint32 minor = 0;
    for (auto& one : signatures)
        if (gss_get_mic(&minor, of.initiator, GSS_C_QOP_DEFAULT, &message, one.out()) != GSS_S_COMPLETE)
            return false;
    const auto verify = [&](std::size_t which) {
        return gss_verify_mic(&minor, of.acceptor, &message, signatures[which].out(), nullptr);
    };
    (void)verify(0);
    (void)verify(3);
    const auto major = verify(1);
    return assumed::came_late(major, minor);
}

[[nodiscard]] bool private_caches_are_known_to_new_contexts(const probed&) {
    if (thread_context() == nullptr) return false;
    krb5_context fresh = nullptr;
    if (krb5_init_context(&fresh) != 0) return false;
    const bool known = krb5_cc_get_prefix_ops(fresh, private_cache_name()) != nullptr;
    krb5_free_context(fresh);
    return known;
}

extern "C" {
static krb5_error_code probe_init(krb5_context, void** state) {
    *state = nullptr;
    return 0;
}
static void probe_fini(void*) {}
static krb5_error_code probe_send(krb5_context, void*, krb5_const_realm realm, time_t,
                                  const krb5_data* request, krb5_data* reply) {
    if (std::string_view(realm) != "PROBE.TEST") return KRB5_PLUGIN_NO_HANDLE;
    return krb5_data_copy(reply, request->data, request->length);
}
}

/// One that is registered later is asked too, and before the network; the library's own lets it, outside of its calls.
[[nodiscard]] bool kdc_plugins_are_asked_in_turn(const probed&) {
    static krb5plugin_send_to_kdc_ftable table{KRB5_PLUGIN_SEND_TO_KDC_VERSION_2, probe_init, probe_fini,
                                               nullptr, probe_send};
    const auto context = thread_context();
    if (krb5_plugin_register(context, PLUGIN_TYPE_DATA, KRB5_PLUGIN_SEND_TO_KDC, &table) != 0) return false;
    std::array<char, 3> octets{'a', 's', 'k'};
    const krb5_data request{octets.size(), octets.data()};
    owned_data reply;
    return krb5_sendto_context(context, nullptr, &request, "PROBE.TEST", reply.out()) == 0 &&
           reply.bytes().size() == octets.size();
}

/// A library that is missing has everything, so that the probe fails.
[[nodiscard]] bool exported(const char* soname, const char* name) {
    void* const library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
    return library == nullptr || dlsym(library, name) != nullptr;
}

[[nodiscard]] bool single_steps_are_not_exported(const probed&) {
    return !exported(SSPI_KRB5_SONAME, "krb5_init_creds_step");
}

[[nodiscard]] bool the_query_is_not_exported(const probed&) {
    return !exported(SSPI_GSSAPI_SONAME, "__gss_c_inq_sspi_session_key_oid_desc");
}

/// Those of the GSS-API, libkrb5, libasn1, and what they need of Heimdal's and libcom_err.
[[nodiscard]] bool libraries_are_known_by_their_versions(const probed&) {
    const auto now = linkage::bind_own_names();
    return now.machine_known && now.libraries >= 10 && now.refused == 0;
}

[[nodiscard]] bool lent_principals_are_read(const probed&) {
    owned_principal whole;
    if (krb5_parse_name(thread_context(), "HTTP/web.sspi.test@SSPI.TEST", whole.out()) != 0) return false;
    const auto lent = assumed::lent_principal(whole.get()->name, whole.get()->realm);
    owned_text text;
    return krb5_unparse_name(thread_context(), &lent, text.out()) == 0 &&
           std::string_view(text.get()) == "HTTP/web.sspi.test@SSPI.TEST";
}

[[nodiscard]] bool the_clock_is_a_second_off_at_most(const probed&) {
    int before = 0, got = 0;
    gsskrb5_get_time_offset(&before);
    gsskrb5_set_time_offset(1000);
    gsskrb5_get_time_offset(&got);
    gsskrb5_set_time_offset(before);
    return got >= 998 && got <= 1001;
}

[[nodiscard]] bool numbers_of_errors_are_sums(const probed&) {
    return KRB5KDC_ERR_NONE == -1765328384L && KRB5KRB_AP_ERR_SKEW == KRB5KDC_ERR_NONE + 37;
}

} // namespace

std::span<const assumption> assumptions() {
#define SSPI_HEIMDAL(path) "https://github.com/heimdal/heimdal/blob/heimdal-7.8.0/" path
    static constexpr assumption all[] = {
        {"a context's session key has the OID 1.2.840.113554.1.2.2.5.5",
         "GSS_C_INQ_SSPI_SESSION_KEY is declared and not exported",
         SSPI_HEIMDAL("lib/gssapi/krb5/inquire_sec_context_by_oid.c"), session_key_is_told},
        {"the name of that OID is missing", "when it is there, the OID need not be spelt out",
         SSPI_HEIMDAL("lib/gssapi/version-script.map"), the_query_is_not_exported},
        {"a context is packed as version, side, end, numbers, kind and keys",
         "gss_krb5_export_lucid_sec_context reads the configuration each time, and does not wipe",
         SSPI_HEIMDAL("lib/gssapi/krb5/inquire_sec_context_by_oid.c"), contexts_are_packed_so},
        {"a login is packed as the names of cache, principal and keytab",
         "gss_krb5_import_cred reads the configuration each time",
         SSPI_HEIMDAL("lib/gssapi/krb5/set_cred_option.c"), logins_are_packed_so},
        {"the realm X-CACHECONF: and the name krb5_ccache_conf_data are notes, time-offset and realm-config "
         "among them",
         "there is no function to list notes, nor one to say how far a service's clock is ahead",
         SSPI_HEIMDAL("lib/krb5/cache.c"), notes_stand_there},
        {"a cache of an unknown version ends the process",
         "krb5_abortx; nobody else can be asked first what is in the file", SSPI_HEIMDAL("lib/krb5/fcache.c"),
         unknown_caches_end_the_process},
        {"names of the class host have the type that is completed by DNS",
         "the type cannot be given with a name", SSPI_HEIMDAL("lib/gssapi/krb5/import_name.c"),
         host_has_a_type_of_its_own},
        {"a plugin for caches gives krb5_cc_ops as its state",
         "krb5_cc_register serves one krb5_context, and the GSS-API has its own",
         SSPI_HEIMDAL("lib/krb5/context.c"), private_caches_are_known_to_new_contexts},
        {"plugins of version 2 are asked in turn before the network is", "nothing says in which order",
         SSPI_HEIMDAL("lib/krb5/send_to_kdc.c"), kdc_plugins_are_asked_in_turn},
        {"a message that comes late fails without a reason",
         "there is no status for one between two that were seen", SSPI_HEIMDAL("lib/gssapi/krb5/sequence.c"),
         late_messages_fail_without_a_reason},
        {"krb5_init_creds_step is missing",
         "it is declared; with it an AS exchange would not need to be watched",
         SSPI_HEIMDAL("lib/krb5/version-script.map"), single_steps_are_not_exported},
        {"each library of Heimdal has versions of symbols that begin with HEIMDAL_",
         "where the program has functions of the same names, references of Heimdal's libraries to each other "
         "are mended, and nothing "
         "else says which libraries are Heimdal's",
         SSPI_HEIMDAL("lib/krb5/version-script.map"), libraries_are_known_by_their_versions},
        {"a principal that lends its parts is read like any other",
         "there is no function that takes a name and a realm without a copy",
         SSPI_HEIMDAL("lib/krb5/principal.c"), lent_principals_are_read},
        {"gsskrb5_set_time_offset is off by what is left of a second",
         "time() and gettimeofday() are taken one after the other",
         SSPI_HEIMDAL("lib/gssapi/krb5/set_sec_context_option.c"), the_clock_is_a_second_off_at_most},
        {"the number of a KRB-ERROR is added to the base of the error table",
         "a number that makes the sum zero is taken for success, so that the transport lets none pass",
         SSPI_HEIMDAL("lib/krb5/rd_error.c"), numbers_of_errors_are_sums},
    };
#undef SSPI_HEIMDAL
    return all;
}

} // namespace sspi::heimdal
