// SPDX-License-Identifier: BSL-1.0
// The tickets of a password, and those that a client forwards, as other users of Heimdal in the process see them: not.
#include <support/catch.hpp>
#include <support/hops.hpp>

#include <heimdal/private_cache.hpp>

#include <atomic>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

using namespace sspi::test;
namespace heimdal = sspi::heimdal;

namespace {

/// Somebody who has Heimdal in the same process, and nothing to do with this library.
class stranger {
  public:
    stranger() { REQUIRE(krb5_init_context(&context_) == 0); }
    ~stranger() { krb5_free_context(context_); }
    stranger(const stranger&) = delete;
    stranger& operator=(const stranger&) = delete;

    [[nodiscard]] krb5_context context() const { return context_; }

    /// Whose tickets are in the caches that Heimdal lists.
    [[nodiscard]] std::vector<std::string> listed() const {
        std::vector<std::string> out;
        krb5_cccol_cursor all = nullptr;
        REQUIRE(krb5_cccol_cursor_new(context_, &all) == 0);
        krb5_ccache each = nullptr;
        while (krb5_cccol_cursor_next(context_, all, &each) == 0 && each != nullptr) {
            out.push_back(owner_of(each));
            krb5_cc_close(context_, each);
        }
        krb5_cccol_cursor_free(context_, &all);
        return out;
    }
    [[nodiscard]] bool finds(const std::string& who) const {
        krb5_principal principal = nullptr;
        krb5_ccache cache = nullptr;
        REQUIRE(krb5_parse_name(context_, who.c_str(), &principal) == 0);
        const bool found = krb5_cc_cache_match(context_, principal, &cache) == 0;
        if (found) krb5_cc_close(context_, cache);
        krb5_free_principal(context_, principal);
        return found;
    }
    [[nodiscard]] krb5_error_code opens(const std::string& name) const {
        krb5_ccache cache = nullptr;
        const auto code = krb5_cc_resolve(context_, name.c_str(), &cache);
        if (code == 0) krb5_cc_close(context_, cache);
        return code;
    }

  private:
    [[nodiscard]] std::string owner_of(krb5_ccache cache) const {
        krb5_principal owner = nullptr;
        char* text = nullptr;
        if (krb5_cc_get_principal(context_, cache, &owner) != 0) return {};
        if (krb5_unparse_name(context_, owner, &text) != 0) return {};
        std::string out = text;
        krb5_xfree(text);
        krb5_free_principal(context_, owner);
        return out;
    }

    krb5_context context_ = nullptr;
};

/// Heimdal 7.8 loses the texts of errors that it notes while somebody acquires in vain. That is the stranger's loss, and of
/// none of this library's calls.
class not_our_loss {
#ifdef __SANITIZE_ADDRESS__
    __lsan::ScopedDisabler unseen_;
#endif
};

/// Through the GSS-API, as a program does that knows no caches.
[[nodiscard]] bool gss_finds(std::string who) {
    OM_uint32 minor = 0;
    gss_buffer_desc text{who.size(), who.data()};
    heimdal::owned_name name;
    REQUIRE(gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, name.out()) == GSS_S_COMPLETE);
    heimdal::owned_credential found;
    [[maybe_unused]] const not_our_loss unseen;
    return gss_acquire_cred(&minor, name.get(), 0, GSS_C_NO_OID_SET, GSS_C_INITIATE, found.out(), nullptr,
                            nullptr) == GSS_S_COMPLETE;
}

void add_client() {
    static const bool added = [] {
        shared_realm()->add_user(client_name, client_password);
        shared_realm()->add_service("HTTP/trusted.sspi.test", {.ok_as_delegate = true});
        shared_realm()->write_keytab(shared_realm().environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
}

owned_credential with_password() {
    add_client();
    const std::string name = client_name, domain = realm_name, secret = client_password;
    auto who = identity_of(name, domain, secret);
    return acquire(SECPKG_CRED_OUTBOUND, &who);
}

SECURITY_STATUS first_leg(owned_credential& from) {
    peer client;
    initiate(client, from, web, usual_request);
    return client.status;
}

heimdal::owned_principal principal(const std::string& name) {
    heimdal::owned_principal out;
    REQUIRE(krb5_parse_name(heimdal::thread_context(), name.c_str(), out.out()) == 0);
    return out;
}

krb5_error_code store(krb5_ccache in, const std::string& server, std::time_t end = 0) {
    const auto client = principal("a@A.TEST"), service = principal(server);
    krb5_creds ticket{};
    ticket.client = client.get();
    ticket.server = service.get();
    ticket.times.endtime = end;
    return krb5_cc_store_cred(heimdal::thread_context(), in, &ticket);
}

/// When the ticket ends that the cache has for a service; -1 without one.
std::time_t end_of(krb5_ccache in, const std::string& server) {
    const auto service = principal(server);
    krb5_creds wanted{};
    wanted.server = service.get();
    heimdal::held_credentials found;
    if (krb5_cc_retrieve_cred(heimdal::thread_context(), in, 0, &wanted, found.get()) != 0) return -1;
    return found.get()->times.endtime;
}

std::vector<std::time_t> ends_in(krb5_ccache in) {
    const auto context = heimdal::thread_context();
    std::vector<std::time_t> out;
    krb5_cc_cursor at = nullptr;
    REQUIRE(krb5_cc_start_seq_get(context, in, &at) == 0);
    for (;;) {
        heimdal::held_credentials each;
        if (krb5_cc_next_cred(context, in, &at, each.get()) != 0) break;
        out.push_back(each.get()->times.endtime);
    }
    krb5_cc_end_seq_get(context, in, &at);
    return out;
}

} // namespace

TEST_CASE("nobody else in the process finds the tickets of a password") {
    auto credential = with_password();
    REQUIRE(first_leg(credential) == SEC_I_CONTINUE_NEEDED);
    const stranger other;
    for (const auto& owner : other.listed())
        CHECK(owner != client_principal);
    CHECK_FALSE(other.finds(client_principal));
    CHECK_FALSE(gss_finds(client_principal));
    CHECK(other.opens(heimdal::private_cache_name()) != 0);
    const std::string name = heimdal::private_cache_name();
    CHECK(other.opens(name.substr(0, name.find(':') + 1).c_str()) != 0);
    CHECK(first_leg(credential) == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("nobody else finds them while they are obtained either") {
    add_client();
    std::atomic<bool> done{false};
    std::atomic<int> seen{0};
    std::thread watching([&] {
        const stranger other;
        while (!done)
            for (const auto& owner : other.listed())
                if (owner == client_principal) ++seen;
    });
    for (int i = 0; i < 5; ++i) {
        auto credential = with_password();
        CHECK(first_leg(credential) == SEC_I_CONTINUE_NEEDED);
    }
    done = true;
    watching.join();
    CHECK(seen == 0);
}

TEST_CASE("a thread that used Heimdal's GSS-API before has logons too") {
    add_client();
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    std::thread([&] {
        CHECK_FALSE(gss_finds("nobody@NOWHERE.TEST")); // the GSS-API has its krb5_context from now on
        auto credential = with_password();
        status = first_leg(credential);
    }).join();
    CHECK(status == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("nobody else finds the ticket that a client forwarded, and the server uses it") {
    add_client();
    auto s = client_at("HTTP/trusted.sspi.test", usual_request | ISC_REQ_DELEGATE);
    REQUIRE((s.server.attributes & ASC_RET_DELEGATE) != 0);
    const stranger other;
    for (const auto& owner : other.listed())
        CHECK(owner != client_principal);
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    CHECK(go_on(web).seen == client_principal);
}

TEST_CASE("a private cache gives what was stored last, lists the newest first, and forgets what is removed") {
    const auto context = heimdal::thread_context();
    heimdal::owned_private_cache cache;
    REQUIRE(heimdal::make_private_cache(principal("a@A.TEST").get(), cache) == 0);
    REQUIRE(store(cache.get(), "s/1@A.TEST", 10) == 0);
    REQUIRE(store(cache.get(), "s/2@A.TEST", 20) == 0);
    REQUIRE(store(cache.get(), "s/1@A.TEST", 30) == 0);
    CHECK(end_of(cache.get(), "s/1@A.TEST") == 30);
    CHECK(end_of(cache.get(), "s/2@A.TEST") == 20);
    CHECK(end_of(cache.get(), "s/3@A.TEST") == -1);
    CHECK(ends_in(cache.get()) == std::vector<std::time_t>{30, 20, 10});

    krb5_creds gone{};
    const auto service = principal("s/1@A.TEST");
    gone.server = service.get();
    CHECK(krb5_cc_remove_cred(context, cache.get(), 0, &gone) == 0);
    CHECK(ends_in(cache.get()) == std::vector<std::time_t>{20});

    krb5_data note{4, const_cast<char*>("note")};
    heimdal::owned_data read;
    CHECK(krb5_cc_set_config(context, cache.get(), nullptr, "about", &note) == 0);
    CHECK(krb5_cc_get_config(context, cache.get(), nullptr, "about", read.out()) == 0);
    CHECK(std::string(reinterpret_cast<const char*>(read.bytes().data()), read.bytes().size()) == "note");
}

TEST_CASE("a private cache that is shared is one, until it is destroyed") {
    heimdal::owned_private_cache cache;
    heimdal::owned_cache same;
    REQUIRE(heimdal::make_private_cache(principal("a@A.TEST").get(), cache) == 0);
    REQUIRE(heimdal::share_private_cache(cache.get(), same) == 0);
    REQUIRE(store(same.get(), "s/1@A.TEST", 10) == 0);
    CHECK(end_of(cache.get(), "s/1@A.TEST") == 10);
    cache = {};
    CHECK(end_of(same.get(), "s/1@A.TEST") == -1);
    CHECK(store(same.get(), "s/1@A.TEST", 10) != 0);
}

TEST_CASE("a private cache is copied with its tickets and its principal") {
    const auto context = heimdal::thread_context();
    heimdal::owned_private_cache cache, copy;
    heimdal::owned_principal owner;
    REQUIRE(heimdal::make_private_cache(principal("a@A.TEST").get(), cache) == 0);
    REQUIRE(store(cache.get(), "s/1@A.TEST", 10) == 0);
    REQUIRE(heimdal::copy_to_private_cache(cache.get(), copy) == 0);
    CHECK(end_of(copy.get(), "s/1@A.TEST") == 10);
    REQUIRE(krb5_cc_get_principal(context, copy.get(), owner.out()) == 0);
    CHECK(krb5_principal_compare(context, owner.get(), principal("a@A.TEST").get()) != 0);
}
