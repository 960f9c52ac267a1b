// SPDX-License-Identifier: BSL-1.0
// A client, a service in the middle that acts in its name, and a back end: three parties in one process.
#pragma once

#include <support/peers.hpp>
#include <support/test_realm.hpp>

#include <sspi_tokens.h>

#include <fstream>
#include <iterator>
#include <string>

namespace sspi::test {

inline constexpr auto back_end = "ldap/back.sspi.test";
/// The client. The default cache is alice's, so that nobody is taken for the client by mistake.
inline constexpr auto client_name = "bob";
inline constexpr auto client_password = "bob's password";
inline constexpr auto client_principal = "bob@SSPI.TEST";

[[nodiscard]] inline std::string name_at(CtxtHandle* context) {
    SecPkgContext_NamesA names{};
    REQUIRE(QueryContextAttributesA(context, SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    std::string out = names.sUserName;
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
    return out;
}

/// Ends every impersonation of the thread when it goes.
struct reverted {
    reverted() = default;
    reverted(const reverted&) = delete;
    reverted& operator=(const reverted&) = delete;
    ~reverted() { CHECK(RevertToSelf()); }
};

/// The client at the service in the middle, by name and password.
[[nodiscard]] inline session client_at(const std::string& middle, ULONG request,
                                       const std::string& name = client_name,
                                       const std::string& secret = client_password) {
    const std::string domain = realm_name;
    auto who = identity_of(name, domain, secret);
    return establish(middle, request, &who);
}

/// What the first call to the back end answers, and who the back end saw.
struct second_hop {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    std::string seen{};
    ULONG attributes = 0;
};

/// Goes on to the back end with a credential.
[[nodiscard]] inline second_hop go_on(owned_credential& from, const std::string& target = back_end,
                                      ULONG request = usual_request) {
    second_hop out;
    peer client;
    peer server;
    auto keys = acquire(SECPKG_CRED_INBOUND);
    initiate(client, from, target, request);
    out.status = client.status;
    if (client.status < 0) return out;
    accept(server, keys, 0, client.token);
    REQUIRE(server.status == SEC_E_OK);
    out.seen = principal_at(server.context.get());
    out.attributes = server.attributes;
    return out;
}

/// Goes on as whoever the thread acts as.
[[nodiscard]] inline second_hop go_on(const std::string& target = back_end, ULONG request = usual_request) {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    return go_on(from, target, request);
}

/// The bytes of the user's own cache.
[[nodiscard]] inline std::string cache_bytes(test_realm& realm) {
    std::ifstream file(realm.environment().directory() / "ccache", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace sspi::test
