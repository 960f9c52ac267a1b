// SPDX-License-Identifier: BSL-1.0
// Alice, who authenticates to bob, a user without a service's key: the legs of user-to-user, one at a time.
#pragma once

#include <support/legs.hpp>
#include <support/peers.hpp>
#include <support/test_realm.hpp>

#include <cstdlib>
#include <string>

namespace sspi::test {

inline constexpr auto bob = "bob";
inline constexpr auto bobs_password = "bob's password";
inline constexpr ULONG user_to_user_request = usual_request | ISC_REQ_USE_SESSION_KEY;

/// Another default cache as long as it lives.
class default_cache {
  public:
    explicit default_cache(const std::string& name) : before_(std::getenv("KRB5CCNAME")) {
        ::setenv("KRB5CCNAME", name.c_str(), 1);
    }
    ~default_cache() { ::setenv("KRB5CCNAME", before_.c_str(), 1); }
    default_cache(const default_cache&) = delete;
    default_cache& operator=(const default_cache&) = delete;

  private:
    std::string before_;
};

/// The shared realm with bob and carol in it.
inline test_realm& realm_of_users() {
    auto& realm = shared_realm();
    [[maybe_unused]] static const bool added = [&] {
        realm->add_user(bob, bobs_password);
        realm->add_user("carol", "carol's password");
        return true;
    }();
    return realm;
}

[[nodiscard]] inline owned_credential credential_of(const std::string& name, const std::string& secret,
                                                    ULONG use) {
    const std::string domain = realm_name;
    auto who = identity_of(name, domain, secret);
    return acquire(use, &who);
}

/// Both sides, nothing sent yet. Alice has the default cache, bob a password.
struct two_users {
    owned_credential client_credential;
    owned_credential server_credential;
    std::string target = bob;
    ULONG request = user_to_user_request;
    peer client{};
    peer server{};

    two_users()
        : two_users((realm_of_users(), acquire(SECPKG_CRED_OUTBOUND)),
                    credential_of(bob, bobs_password, SECPKG_CRED_INBOUND)) {}
    two_users(owned_credential from, owned_credential with)
        : client_credential(std::move(from)), server_credential(std::move(with)) {}

    void client_leg() { initiate(client, client_credential, target, request, server.token); }
    void server_leg(ULONG with_request = 0) { accept(server, server_credential, with_request, client.token); }

    /// As many legs as asked for, client and server in turns; each must succeed.
    void legs(int count) {
        for (int leg = 0; leg < count; ++leg) {
            leg % 2 == 0 ? client_leg() : server_leg();
            INFO("leg " << leg);
            REQUIRE((leg % 2 == 0 ? client : server).status >= 0);
        }
    }
    /// To the end.
    void establish() {
        const bool mutual = (request & ISC_REQ_MUTUAL_AUTH) != 0;
        legs(mutual ? 5 : 4);
        REQUIRE(client.status == SEC_E_OK);
        REQUIRE(server.status == SEC_E_OK);
    }
};

} // namespace sspi::test
