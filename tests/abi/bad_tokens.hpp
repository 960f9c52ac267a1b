// SPDX-License-Identifier: BSL-1.0
// Tokens that belong to no leg of a Kerberos exchange, and exchanges stopped where a token is due.
#pragma once

#include "bad_input.hpp"

#include <support/peers.hpp>
#include <support/test_realm.hpp>

#include <random>

namespace sspi::test {

struct named_token {
    std::string name;
    bytes token;
};

[[nodiscard]] inline bytes random_bytes(std::size_t size, unsigned seed) {
    std::mt19937 engine(seed);
    bytes out(size);
    for (auto& b : out)
        b = static_cast<std::byte>(engine() & 0xFF);
    return out;
}

/// What other packages send, and what nobody would.
[[nodiscard]] inline std::vector<named_token> foreign_tokens() {
    auto ntlm = bytes_of(std::string("NTLMSSP\0\1\0\0\0\7\202\10\242", 16));
    ntlm.resize(40);
    bytes nested;
    for (int depth = 0; depth < 2000; ++depth) {
        nested.push_back(std::byte{0x60});
        nested.push_back(std::byte{0x80});
    }
    return {
        // NegTokenInit that offers Kerberos (RFC 4178 4.2.1)
        {"SPNEGO",
         octets({0x60, 0x1B, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02, 0xA0, 0x11, 0x30, 0x0F, 0xA0,
                 0x0D, 0x30, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02})},
        {"NTLM", ntlm},
        {"one octet", octets({0x60})},
        {"an empty element", octets({0x60, 0x00})},
        {"a length of 4 GB", octets({0x60, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x06, 0x09})},
        {"a length of 2^64", octets({0x6E, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})},
        {"framing without a message",
         octets({0x60, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, 0x01, 0x00})},
        {"nested without end", nested},
        {"text", bytes_of("GET / HTTP/1.1\r\n\r\n")},
        {"random 1", random_bytes(16, 1)},
        {"random 2", random_bytes(600, 2)},
        {"random 3", random_bytes(60000, 3)},
        {"zeros", bytes(std::size_t{1} << 20)},
    };
}

/// The establishment call that a token is for.
enum class due { ap_rep, dce_ap_rep, dce_third };

/// Both sides of an exchange, stopped where one of them waits for the other's token.
struct stopped_exchange {
    due leg;
    owned_credential client_credential = acquire(SECPKG_CRED_OUTBOUND);
    owned_credential server_credential = acquire(SECPKG_CRED_INBOUND);
    peer client;
    peer server;

    explicit stopped_exchange(due until) : leg(until) { begin(); }

    /// A new exchange with the same credentials.
    void begin() {
        client = {};
        server = {};
        initiate(client, client_credential, web, request());
        REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
        accept(server, server_credential, 0, client.token);
        REQUIRE(server.status >= 0);
        if (leg != due::dce_third) return;
        initiate(client, client_credential, web, request(), server.token);
        REQUIRE(client.status == SEC_E_OK);
    }

    [[nodiscard]] ULONG request() const {
        return leg == due::ap_rep ? usual_request : usual_request | ISC_REQ_USE_DCE_STYLE;
    }
    [[nodiscard]] bool server_waits() const { return leg == due::dce_third; }
    [[nodiscard]] peer& waiting() { return server_waits() ? server : client; }
    /// The token that is due.
    [[nodiscard]] const bytes& genuine() const { return server_waits() ? client.token : server.token; }

    [[nodiscard]] SECURITY_STATUS take(const bytes& token, leg_outputs& out) {
        token_input in(token);
        if (server_waits())
            return AcceptSecurityContext(server_credential.get(), server.context.get(), in.list(), 0, 0,
                                         &out.handle, out.list(), &out.attributes, &out.expiry);
        return InitializeSecurityContextA(client_credential.get(), client.context.get(), nullptr, 0, 0, 0,
                                          in.list(), 0, &out.handle, out.list(), &out.attributes,
                                          &out.expiry);
    }

    /// The same, for a token that must be refused; outputs are checked.
    [[nodiscard]] SECURITY_STATUS refuse(const bytes& token) {
        leg_outputs out;
        const auto status = take(token, out);
        if (status < 0) CHECK(out.untouched());
        return status;
    }

    /// Whether the genuine token, taken now, ends the exchange with both sides able to talk.
    void must_complete() {
        leg_outputs out;
        const auto token = genuine();
        REQUIRE(take(token, out) == SEC_E_OK);
        CHECK(same_handle(out.handle, *waiting().context.get()));
        if (leg != due::dce_ap_rep) return;
        accept(server, server_credential, 0, out.token());
        REQUIRE(server.status == SEC_E_OK);
    }
};

} // namespace sspi::test
