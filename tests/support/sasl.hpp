// SPDX-License-Identifier: BSL-1.0
// Two sides of a SASL exchange, driven through the C contract.
#pragma once

#include <support/packages.hpp>
#include <support/test_realm.hpp>

#include <string>
#include <vector>

namespace sspi::test {

inline void sasl_initiate(peer& side, owned_credential& from, const std::string& target, ULONG request,
                          std::span<const std::byte> input = {}) {
    call::leg(side, input, [&](CtxtHandle* existing, SecBufferDesc* in, SecBufferDesc* out) {
        return SaslInitializeSecurityContextA(from.get(), existing, arg(target.c_str()), request, 0,
                                              SECURITY_NATIVE_DREP, in, 0, side.context.get(), out,
                                              &side.attributes, &side.expiry);
    });
}

inline void sasl_accept(peer& side, owned_credential& with, std::span<const std::byte> input) {
    call::leg(side, input, [&](CtxtHandle* existing, SecBufferDesc* in, SecBufferDesc* out) {
        return SaslAcceptSecurityContext(with.get(), existing, in, 0, SECURITY_NETWORK_DREP,
                                         side.context.get(), out, &side.attributes, &side.expiry);
    });
}

[[nodiscard]] inline SECURITY_STATUS set_option(peer& side, ULONG option, ULONG value) {
    return SaslSetContextOption(side.context.get(), option, &value, sizeof value);
}
[[nodiscard]] inline SECURITY_STATUS set_authorization(peer& side, std::string text) {
    return SaslSetContextOption(side.context.get(), SASL_OPTION_AUTHZ_STRING, text.data(),
                                static_cast<ULONG>(text.size()));
}
[[nodiscard]] inline ULONG option_of(peer& side, ULONG option) {
    ULONG value = 0;
    CHECK(SaslGetContextOption(side.context.get(), option, &value, sizeof value, nullptr) == SEC_E_OK);
    return value;
}
[[nodiscard]] inline std::string authorization_of(peer& side) {
    std::string text(256, '?');
    ULONG needed = 0;
    CHECK(SaslGetContextOption(side.context.get(), SASL_OPTION_AUTHZ_STRING, text.data(), 256, &needed) ==
          SEC_E_OK);
    text.resize(needed);
    return text;
}

/// A client and a server of one package, and what each says next.
struct sasl_sides {
    explicit sasl_sides(ULONG flags = usual_request, const std::string& package = "Kerberos",
                        const std::string& to = web)
        : client_credential(acquire_from(package, SECPKG_CRED_OUTBOUND)),
          server_credential(acquire_from(package, SECPKG_CRED_INBOUND)), request(flags), target(to) {}

    owned_credential client_credential;
    owned_credential server_credential;
    peer client{};
    peer server{};
    ULONG request;
    std::string target;

    void client_leg() { sasl_initiate(client, client_credential, target, request, server.token); }
    void server_leg() { sasl_accept(server, server_credential, client.token); }

    /// Up to the leg in which the client gets the server's offer.
    void until_offer() {
        client_leg();
        server_leg();
        client_leg();
        REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
        REQUIRE(client.token.empty());
        server_leg();
        REQUIRE(server.status == SEC_I_CONTINUE_NEEDED);
        REQUIRE_FALSE(server.token.empty());
    }
    /// Up to the leg in which the server gets the client's answer.
    void until_answer() {
        until_offer();
        client_leg();
        REQUIRE(client.status == SEC_E_OK);
    }
    void to_the_end() {
        until_answer();
        server_leg();
        REQUIRE(server.status == SEC_E_OK);
    }
};

} // namespace sspi::test
