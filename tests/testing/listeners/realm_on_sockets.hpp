// SPDX-License-Identifier: BSL-1.0
// A realm on loopback sockets, a request for it, and what it answered, for the tests of the server.
#pragma once

#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"
#include "loopback_socket.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/server.hpp>

#include <optional>
#include <span>
#include <vector>

namespace sspi::testing {

using octets = std::vector<std::byte>;

/// A realm on sockets. Clients of this process reach it there, because it has no route.
struct realm_on_sockets {
    explicit realm_on_sockets(const server_options& options = {}) : listening(kdc, options) {
        kdc.add_user("alice", "secret");
        kdc.add_service("HTTP/web.example.test");
    }

    [[nodiscard]] loopback_socket connect(socket_kind kind = socket_kind::stream) const {
        return {kind, listening.port()};
    }

    /// Whether the KDC still does what it is for.
    [[nodiscard]] bool serves() const {
        kerberos_client alice;
        return alice.login("alice", "secret").status == 0 &&
               alice.ticket_for("HTTP/web.example.test").status == 0;
    }

    realm kdc{"EXAMPLE.TEST"};
    server listening;
    environment files{{.realm = "EXAMPLE.TEST", .port = listening.port()}};
};

/// A request that gets an answer, here KDC_ERR_PREAUTH_REQUIRED.
[[nodiscard]] inline octets login_request() {
    octets request;
    const environment files({.realm = "EXAMPLE.TEST"});
    const in_process route("EXAMPLE.TEST", [&request](std::span<const std::byte> sent) {
        request.assign(sent.begin(), sent.end());
        return octets();
    });
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == KRB5_KDC_UNREACH);
    REQUIRE_FALSE(request.empty());
    return request;
}

/// The error code in a KRB-ERROR, or -1.
[[nodiscard]] inline int error_code_of(const std::optional<octets>& reply) {
    KRB_ERROR decoded{};
    if (!reply || decode_KRB_ERROR(reinterpret_cast<const unsigned char*>(reply->data()), reply->size(),
                                   &decoded, nullptr) != 0)
        return -1;
    const int code = decoded.error_code;
    free_KRB_ERROR(&decoded);
    return code;
}

inline constexpr int preauth_required = 25; // RFC 4120, 7.5.9
inline constexpr int field_too_long = 61;

} // namespace sspi::testing
