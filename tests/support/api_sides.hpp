// SPDX-License-Identifier: BSL-1.0
// A client and a server of the C++ interface, against a realm in this process.
#pragma once

#include <support/catch.hpp>

#include <sspi/sspi.hpp>
#include <sspi/testing/local_realm.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::test {

using bytes = std::vector<std::byte>;

[[nodiscard]] inline bytes bytes_of(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}
[[nodiscard]] inline std::string text_of(std::span<const std::byte> data) {
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

inline constexpr std::string_view web = "HTTP/web.sspi.test";

/// A realm with alice and a service, one for each test program.
[[nodiscard]] inline testing::local_realm& realm() {
    static testing::local_realm instance({{"alice", "correct horse"}}, {std::string(web)});
    return instance;
}
[[nodiscard]] inline std::string alice() {
    return "alice@" + realm().name();
}
/// The service with its realm, which the configuration does not know.
[[nodiscard]] inline std::string target() {
    return std::string(web) + "@" + realm().name();
}

[[nodiscard]] inline credential client_credential(std::string_view package = packages::kerberos) {
    return credential::outbound().package(package).user(alice()).password("correct horse").acquire();
}
[[nodiscard]] inline credential server_credential(std::string_view package = packages::kerberos) {
    return credential::inbound().package(package).keytab(realm().keytab()).acquire();
}

/// Carries tokens between both until neither wants another, at the most ten.
inline void run(initiator& client, acceptor& server) {
    auto from_client = client.step();
    for (int leg = 0; leg < 10; ++leg) {
        if (from_client.token.empty()) break;
        const auto from_server = server.step(from_client.token);
        if (from_server.token.empty()) break;
        from_client = client.step(from_server.token);
    }
    REQUIRE(client.done());
    REQUIRE(server.done());
}

/// Both sides of a finished exchange.
struct session {
    initiator client;
    acceptor server;
};

[[nodiscard]] inline session establish(std::string_view package = packages::kerberos,
                                       initiator_options asked = {}, acceptor_options offered = {}) {
    session out{initiator(client_credential(package), target(), std::move(asked)),
                acceptor(server_credential(package), std::move(offered))};
    run(out.client, out.server);
    return out;
}

/// An option's request, and nothing else.
[[nodiscard]] inline initiator_options asking_for(features request) {
    initiator_options out;
    out.request = request;
    out.required = out.required & request;
    return out;
}

} // namespace sspi::test
