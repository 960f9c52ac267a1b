// SPDX-License-Identifier: BSL-1.0
// A realm with two users and two services, its client, and the octets of its requests.
#pragma once

#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/in_process.hpp>
#include <sspi/testing/local_realm.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace sspi::testing {

using octets = std::vector<std::byte>;

inline constexpr auto web = "HTTP/web.example.test";
inline constexpr auto files = "cifs/files.example.test";

struct scripted {
    explicit scripted(realm_options options = {})
        : kdc({{"alice", "secret"}, {"bob", "secret"}}, {web, files}, std::move(options)) {}

    local_realm kdc;
    kerberos_client client{};

    [[nodiscard]] std::string full(const std::string& name) const { return name + "@" + kdc.name(); }
    [[nodiscard]] krb5_error_code login(const std::string& user = "alice") {
        return client.login(full(user), "secret").status;
    }
    [[nodiscard]] krb5_error_code ticket(const std::string& service = web) {
        return client.ticket_for(full(service)).status;
    }
    /// Asks for a ticket and shows it to the service.
    [[nodiscard]] krb5_error_code present(const std::string& service = web) {
        return client.present_to(full(service), kdc.keytab());
    }
};

/// A realm that is reached through a function, which keeps the requests: two of a login, one for a ticket.
struct recorded {
    recorded() {
        kdc.add_user("alice", "secret");
        kdc.add_service(web);
        const in_process route(kdc.name(), [this](std::span<const std::byte> request) {
            requests.emplace_back(request.begin(), request.end());
            return kdc.answer(request);
        });
        kerberos_client alice;
        REQUIRE(alice.login("alice@" + kdc.name(), "secret").status == 0);
        REQUIRE(alice.ticket_for(std::string(web) + "@" + kdc.name()).status == 0);
        REQUIRE(requests.size() == 3);
        kdc.clear_transcript();
    }

    realm kdc{"RECORDED.TEST", {.string_to_key_rounds = 1}};
    std::vector<octets> requests;
};

} // namespace sspi::testing
