// SPDX-License-Identifier: BSL-1.0
// What a program does with the library: logs on, establishes, and exchanges messages. Without Catch2, for places where
// that cannot be.
#pragma once

#include <sspi/sspi.hpp>
#include <sspi/testing/local_realm.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::test {

/// A realm, and one credential for each side.
class guest {
  public:
    guest() = default;

    [[nodiscard]] credential logs_on() const {
        return credential::outbound().user("alice@" + realm_.name()).password("secret").acquire();
    }
    [[nodiscard]] const credential& client() const noexcept { return client_; }
    [[nodiscard]] const credential& server() const noexcept { return server_; }
    [[nodiscard]] std::string target() const { return "HTTP/web.example.test@" + realm_.name(); }

  private:
    testing::local_realm realm_{{{"alice", "secret"}}, {"HTTP/web.example.test"}};
    credential client_ = logs_on();
    credential server_ = credential::inbound().keytab(realm_.keytab()).acquire();
};

/// Both sides of an established context.
struct connection {
    secure_channel client;
    secure_channel server;

    /// Whether a message gets from one side to the other, either way.
    [[nodiscard]] bool talks() const { return passes(client, server) && passes(server, client); }

  private:
    [[nodiscard]] static bool passes(const secure_channel& from, const secure_channel& to) {
        constexpr std::string_view text = "as it was said";
        const auto said = std::as_bytes(std::span(text));
        auto message = from.wrap(said);
        const auto heard = to.unwrap(message).data;
        return std::string_view(reinterpret_cast<const char*>(heard.data()), heard.size()) == text;
    }
};

[[nodiscard]] inline connection connected(const credential& from, const credential& to,
                                          const std::string& target) {
    initiator client(from, target);
    acceptor server(to);
    auto sent = client.step();
    while (!sent.token.empty()) {
        const auto answered = server.step(sent.token);
        if (answered.token.empty()) break;
        sent = client.step(answered.token);
    }
    return {client.channel(), server.channel()};
}

[[nodiscard]] inline connection connected(const guest& at) {
    return connected(at.client(), at.server(), at.target());
}

} // namespace sspi::test
