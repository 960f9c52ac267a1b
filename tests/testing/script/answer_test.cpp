// SPDX-License-Identifier: BSL-1.0
// Tests of the KDC as a function: what it answers to requests that are not as they should be.
#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>

#include <cstdlib>
#include <random>

using namespace sspi::testing;

namespace {

using octets = std::vector<std::byte>;

/// The requests of a login and a service ticket, with the realm that they were sent to.
struct recording {
    recording() {
        kdc.add_user("alice", "secret");
        kdc.add_service("HTTP/web.example.test");
        const environment files({.realm = "EXAMPLE.TEST"});
        const in_process route("EXAMPLE.TEST", [this](std::span<const std::byte> request) {
            requests.emplace_back(request.begin(), request.end());
            return kdc.answer(request);
        });
        kerberos_client alice;
        REQUIRE(alice.login("alice", "secret").status == 0);
        REQUIRE(alice.ticket_for("HTTP/web.example.test").status == 0);
        REQUIRE(requests.size() == 3);
    }

    realm kdc{"EXAMPLE.TEST"};
    std::vector<octets> requests;
};

/// RFC 4120, 5.4.2 and 5.9.1: [APPLICATION 11], 13 and 30.
constexpr std::byte as_answer{0x6b};
constexpr std::byte tgs_answer{0x6d};
constexpr std::byte error_answer{0x7e};

[[nodiscard]] bool is_an_answer(const octets& reply) {
    return reply.empty() || reply.front() == as_answer || reply.front() == tgs_answer ||
           reply.front() == error_answer;
}

/// The request with a few octets changed, removed or repeated.
[[nodiscard]] octets mutated(octets request, std::mt19937& random) {
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    for (auto changes = 1 + below(4); changes != 0 && !request.empty(); --changes) {
        const auto at = request.begin() + static_cast<std::ptrdiff_t>(below(request.size()));
        switch (below(4)) {
        case 0:
            request.erase(at);
            break;
        case 1:
            request.insert(at, *at);
            break;
        case 2:
            *at ^= std::byte{1} << below(8);
            break;
        default:
            *at = static_cast<std::byte>(below(256));
            break;
        }
    }
    return request;
}

} // namespace

TEST_CASE("the same request gets an answer each time it is asked") {
    recording with;
    CHECK(with.kdc.answer(with.requests[0]).front() == error_answer); // pre-authentication required
    CHECK(with.kdc.answer(with.requests[1]).front() == as_answer);
    CHECK(with.kdc.answer(with.requests[2]).front() == tgs_answer);
}

TEST_CASE("what is not a request has no answer") {
    const realm kdc("EXAMPLE.TEST");
    CHECK(kdc.answer({}).empty());
    CHECK(kdc.answer(octets(1)).empty());
    CHECK(kdc.answer(octets(70000, std::byte{0x41})).empty());
    CHECK(kdc.answer(octets(5, std::byte{0xff})).empty());
    CHECK(kdc.requests().other == 4);
}

TEST_CASE("a request cut short at any octet has no answer") {
    recording with;
    for (const auto& request : with.requests)
        for (std::size_t length = 0; length < request.size(); ++length)
            CHECK(with.kdc.answer(std::span(request).first(length)).empty());
}

TEST_CASE("a request with octets added is answered or not, but never with anything else") {
    recording with;
    for (auto request : with.requests) {
        request.insert(request.end(), 100, std::byte{});
        CHECK(is_an_answer(with.kdc.answer(request)));
    }
}

TEST_CASE("damaged requests do no harm") {
    recording with;
    std::mt19937 random(4120); // the same damage in every run
    for (int round = 0; round < 3000; ++round) {
        const auto& request = with.requests[static_cast<std::size_t>(round) % with.requests.size()];
        REQUIRE(is_an_answer(with.kdc.answer(mutated(request, random))));
    }
    CHECK(with.kdc.answer(with.requests[1]).front() == as_answer);
}

TEST_CASE("damaged requests do no harm to scripts") {
    recording with;
    with.kdc.when(any_request())
        .ticket(expired().client_knows().without_pac())
        .corrupt(-3)
        .truncate(300)
        .twice();
    with.kdc.when(any_request().with_padata(1).of("al*").for_service("*").first(100))
        .answer(error_reply(kdc_err_policy));
    std::mt19937 random(4120); // the same damage in every run
    for (int round = 0; round < 3000; ++round) {
        const auto& request = with.requests[static_cast<std::size_t>(round) % with.requests.size()];
        REQUIRE(with.kdc.answer(mutated(request, random)).size() <= 300);
    }
    for (const auto& request : with.requests)
        for (std::size_t length = 0; length < request.size(); ++length)
            REQUIRE(with.kdc.answer(std::span(request).first(length)).empty());
    CHECK(with.kdc.transcript().size() == 1000);
}

TEST_CASE("a long answer does not go into a datagram") {
    recording with;
    const std::string long_name(1300, 'x');
    with.kdc.add_service("HTTP/" + long_name);
    octets request;
    const environment files({.realm = "EXAMPLE.TEST"});
    const in_process route("EXAMPLE.TEST", [&](std::span<const std::byte> sent) {
        request.assign(sent.begin(), sent.end());
        return with.kdc.answer(sent);
    });
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    REQUIRE(alice.ticket_for("HTTP/" + long_name).status == 0);
    CHECK(with.kdc.answer(request, transport::stream).front() == tgs_answer);
    CHECK(with.kdc.answer(request, transport::datagram).front() == error_answer);
}

TEST_CASE("a request without a client or a server name is refused") {
    recording with;
    const auto without = [&](PrincipalName* KDC_REQ_BODY::*name, const octets& request) {
        KDC_REQ decoded{};
        std::size_t length = 0;
        REQUIRE(decode_AS_REQ(reinterpret_cast<const unsigned char*>(request.data()), request.size(),
                              &decoded, &length) == 0);
        free_PrincipalName(decoded.req_body.*name);
        free(decoded.req_body.*name);
        decoded.req_body.*name = nullptr;
        octets encoded(length_AS_REQ(&decoded));
        auto* const last = reinterpret_cast<unsigned char*>(encoded.data()) + encoded.size() - 1;
        REQUIRE(encode_AS_REQ(last, encoded.size(), &decoded, &length) == 0);
        free_AS_REQ(&decoded);
        return encoded;
    };
    for (const auto& request : {with.requests[0], with.requests[1]}) {
        CHECK(with.kdc.answer(without(&KDC_REQ_BODY::cname, request)).front() == error_answer);
        CHECK(with.kdc.answer(without(&KDC_REQ_BODY::sname, request)).front() == error_answer);
    }
}
