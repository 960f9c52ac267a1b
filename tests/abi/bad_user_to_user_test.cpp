// SPDX-License-Identifier: BSL-1.0
// Tokens of user-to-user that are cut, changed, or of another leg: each is refused, and does no harm.
#include "bad_tokens.hpp"
#include "user_to_user.hpp"

#include <support/catch.hpp>
#include <support/heimdal_leaks.hpp>

#include <optional>

using namespace sspi::test;

namespace {

constexpr int all_legs = 5; // even: the client makes the token, odd: the server; the last makes none

/// The exchange up to the token of a leg, and who takes it.
struct stopped {
    two_users users{};
    int leg;

    explicit stopped(int until) : leg(until) { begin(); }

    /// A new one with the same credentials.
    void begin() {
        users.client = {};
        users.server = {};
        users.legs(leg + 1);
    }
    [[nodiscard]] bool server_waits() const { return leg % 2 == 0; }
    [[nodiscard]] bytes genuine() const { return server_waits() ? users.client.token : users.server.token; }

    [[nodiscard]] SECURITY_STATUS take(const bytes& token) {
        auto& side = server_waits() ? users.server : users.client;
        if (server_waits())
            accept(side, users.server_credential, 0, token);
        else
            initiate(side, users.client_credential, users.target, users.request, token);
        return side.status;
    }
};

[[nodiscard]] bytes cut(const bytes& token, std::size_t size) {
    return {token.begin(), token.begin() + static_cast<std::ptrdiff_t>(size)};
}

} // namespace

TEST_CASE("a token of user-to-user that is cut or extended is refused, and the genuine one is good still") {
    const int leg = GENERATE(range(0, all_legs - 1));
    CAPTURE(leg);
    stopped exchange(leg);
    const auto genuine = exchange.genuine();
    for (std::size_t size = 1; size < genuine.size(); ++size) {
        const auto status = exchange.take(cut(genuine, size));
        if (status != SEC_E_INVALID_TOKEN) FAIL("cut to " << size);
    }
    auto longer = genuine;
    longer.push_back(std::byte{});
    CHECK(exchange.take(longer) == SEC_E_INVALID_TOKEN);
    CHECK(exchange.take(genuine) >= 0);
}

TEST_CASE("each octet of the request for a ticket may be wrong") {
    stopped exchange(0);
    const auto genuine = exchange.genuine();
    for (std::size_t i = 0; i < genuine.size(); ++i) {
        auto altered = genuine;
        altered[i] ^= std::byte{0x21};
        exchange.users.server = {};
        const auto status = exchange.take(altered);
        CAPTURE(i);
        CHECK((status == SEC_I_CONTINUE_NEEDED || status == SEC_E_INVALID_TOKEN)); // a hint may be any name
    }
}

TEST_CASE("no altered ticket, AP-REQ or AP-REP is taken for the peer's proof") {
    const int leg = GENERATE(1, 2, 3);
    CAPTURE(leg);
    stopped exchange(leg);
    for (std::size_t i = 0; i < exchange.genuine().size(); ++i) {
        exchange.begin();
        auto altered = exchange.genuine();
        if (i >= altered.size()) break; // lengths vary with the numbers inside
        altered[i] ^= std::byte{0x10};
        CAPTURE(i);
        [[maybe_unused]] const leak_of_heimdal known;
        if (exchange.take(altered) < 0) continue;
        // What is not protected: names and numbers outside the encrypted parts (RFC 4120 5.3, 5.5.1).
        auto& users = exchange.users;
        if (leg == 1) {
            users.server_leg();
            if (users.server.status < 0) continue;
        }
        SecPkgContext_NamesA names{};
        auto& proved = leg == 3 ? users.client : users.server;
        REQUIRE(QueryContextAttributesA(proved.context.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
        CHECK(std::string(names.sUserName) == "SSPI.TEST\\alice");
        CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);
    }
}

TEST_CASE("tokens of another leg, and of the Kerberos mechanism, are refused on every leg") {
    std::vector<bytes> tokens;
    {
        two_users whole;
        for (int leg = 0; leg + 1 < all_legs; ++leg) {
            leg % 2 == 0 ? whole.client_leg() : whole.server_leg();
            tokens.push_back(leg % 2 == 0 ? whole.client.token : whole.server.token);
        }
    }
    peer plain;
    auto outbound = acquire(SECPKG_CRED_OUTBOUND);
    initiate(plain, outbound, web, usual_request);
    for (int leg = 0; leg < all_legs - 1; ++leg) {
        stopped exchange(leg);
        for (int other = 0; other < all_legs - 1; ++other) {
            CAPTURE(leg, other);
            if (other == leg) continue;
            // Also an AP-REQ that was accepted before: where none is due, nobody asks whether it is a copy.
            CHECK(exchange.take(tokens[static_cast<std::size_t>(other)]) == SEC_E_INVALID_TOKEN);
        }
        if (leg != 0) CHECK(exchange.take(plain.token) == SEC_E_INVALID_TOKEN);
        for (const auto& foreign : foreign_tokens()) {
            CAPTURE(foreign.name);
            CHECK(exchange.take(foreign.token) == SEC_E_INVALID_TOKEN);
        }
        CHECK(exchange.take(exchange.genuine()) >= 0);
    }
}

TEST_CASE("a leg whose token does not fit is made again for the same input") {
    two_users users;
    users.legs(1);
    one_call small{
        .credential = users.server_credential.get(), .fresh = users.server.context.get(), .room = 10};
    small.input = users.client.token;
    CHECK(small.accept() == SEC_E_BUFFER_TOO_SMALL);
    users.server_leg();
    users.client_leg();
    REQUIRE(users.client.status == SEC_I_CONTINUE_NEEDED);
    small.context = users.server.context.get();
    small.input = users.client.token;
    CHECK(small.accept() == SEC_E_BUFFER_TOO_SMALL);
    users.server_leg();
    CHECK(users.server.status == SEC_E_OK);
}
