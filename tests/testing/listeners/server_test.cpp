// SPDX-License-Identifier: BSL-1.0
// Tests of the KDC on loopback sockets, with clients that behave and clients that do not.
#include "../../support/catch.hpp"
#include "realm_on_sockets.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

using namespace sspi::testing;
using namespace std::chrono_literals;

TEST_CASE("clients log in and get tickets through sockets") {
    const realm_on_sockets with;
    CHECK(with.serves());
    CHECK(with.kdc.requests().as == 2);
}

TEST_CASE("a client takes to TCP when the answer is too long for UDP") {
    realm_on_sockets with;
    const auto name = "HTTP/" + std::string(520, 'x');
    with.kdc.add_service(name);
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.ticket_for(name).status == 0);
    CHECK(with.kdc.requests().tgs == 2);
}

TEST_CASE("a datagram is answered with a datagram, and garbage with nothing") {
    const auto request = login_request();
    const realm_on_sockets with;
    auto client = with.connect(socket_kind::datagram);
    for (const std::size_t length : {1U, 2U, 4U, 100U, 1400U, 65000U})
        REQUIRE(client.send(octets(length, std::byte{0x6a})));
    REQUIRE(client.send(request));
    CHECK(error_code_of(client.receive()) == preauth_required); // the first thing that comes back
    CHECK(with.serves());
}

TEST_CASE("a connection serves one request after another") {
    const auto request = login_request();
    const realm_on_sockets with;
    auto client = with.connect();
    for (int round = 0; round < 3; ++round) {
        REQUIRE(client.send_framed(request));
        CHECK(error_code_of(client.receive_framed()) == preauth_required);
    }
}

TEST_CASE("requests may be sent together or octet by octet") {
    const auto request = login_request();
    const realm_on_sockets with;
    auto eager = with.connect();
    REQUIRE((eager.send_framed(request) && eager.send_framed(request)));
    CHECK(error_code_of(eager.receive_framed()) == preauth_required);
    CHECK(error_code_of(eager.receive_framed()) == preauth_required);

    auto slow = with.connect();
    octets framed(4);
    framed[2] = static_cast<std::byte>(request.size() >> 8);
    framed[3] = static_cast<std::byte>(request.size() & 0xff);
    framed.insert(framed.end(), request.begin(), request.end());
    for (const auto each : framed)
        REQUIRE(slow.send(std::span(&each, 1)));
    CHECK(error_code_of(slow.receive_framed()) == preauth_required);
}

TEST_CASE("what is not a request ends the connection") {
    const realm_on_sockets with;
    for (const auto& nonsense : {octets(), octets(1), octets(500, std::byte{0x47})}) {
        auto client = with.connect();
        REQUIRE(client.send_framed(nonsense));
        CHECK(client.ends());
    }
    CHECK(with.serves());
}

TEST_CASE("a length that is too long is refused by name and the connection ends") {
    const realm_on_sockets with;
    const auto length = GENERATE(0x80000000U, 0xffffffffU, 0x7fffffffU, 128U * 1024 + 1);
    CAPTURE(length);
    auto client = with.connect();
    const std::array<std::byte, 4> header{
        static_cast<std::byte>(length >> 24), static_cast<std::byte>(length >> 16),
        static_cast<std::byte>(length >> 8), static_cast<std::byte>(length)};
    REQUIRE(client.send(header));
    CHECK(error_code_of(client.receive_framed()) == field_too_long);
    CHECK(client.ends());
    CHECK(with.serves());
}

TEST_CASE("the longest request that is allowed is read to its end") {
    const realm_on_sockets with;
    auto client = with.connect();
    REQUIRE(client.send_framed(octets(128 * 1024)));
    CHECK(client.ends());
}

TEST_CASE("connections that say nothing, or stop halfway, do not keep others waiting, and end in time") {
    const realm_on_sockets with({.patience = 400ms});
    auto silent = with.connect();
    auto in_length = with.connect();
    auto in_request = with.connect();
    REQUIRE(in_length.send(octets(2)));
    REQUIRE(in_request.send(octets{std::byte{}, std::byte{}, std::byte{1}, std::byte{}, std::byte{0x6a}}));
    CHECK(with.serves());
    for (auto* const each : {&silent, &in_length, &in_request})
        CHECK(each->ends());
}

TEST_CASE("a client that trickles octets gets no more time than others") {
    const realm_on_sockets with({.patience = 300ms});
    auto client = with.connect();
    REQUIRE(client.send(octets{std::byte{}, std::byte{}, std::byte{0x10}, std::byte{}}));
    const auto start = std::chrono::steady_clock::now();
    const auto limit = start + 8s;
    while (client.send(octets(1)) && std::chrono::steady_clock::now() < limit)
        std::this_thread::sleep_for(20ms);
    CHECK(std::chrono::steady_clock::now() < limit);
}

TEST_CASE("clients that vanish before or after asking do no harm") {
    const auto request = login_request();
    const realm_on_sockets with;
    for (int round = 0; round < 20; ++round) {
        with.connect().reset();
        auto client = with.connect();
        REQUIRE(client.send_framed(request));
        client.reset();
    }
    CHECK(with.serves());
}

TEST_CASE(
    "a connection beyond the limit takes the place of the one that has been idle for the longest time") {
    const auto request = login_request();
    const realm_on_sockets with({.max_connections = 2});
    auto first = with.connect();
    auto second = with.connect();
    for (auto* const each : {&second, &first}) { // so that the second is the one that has waited longer
        REQUIRE(each->send_framed(request));
        REQUIRE(error_code_of(each->receive_framed()) == preauth_required);
    }
    auto third = with.connect();
    CHECK(second.ends());
    for (auto* const each : {&first, &third}) {
        REQUIRE(each->send_framed(request));
        CHECK(error_code_of(each->receive_framed()) == preauth_required);
    }
}

TEST_CASE("many clients are served at once") {
    const realm_on_sockets with;
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 6; ++i)
            clients.emplace_back([&] { good += with.serves() ? 1 : 0; });
    }
    CHECK(good == 6);
}

TEST_CASE("a server ends at once although clients are connected, and frees its port") {
    realm kdc("EXAMPLE.TEST");
    std::optional<server> listening(std::in_place, kdc);
    const auto port = listening->port();
    loopback_socket client(socket_kind::stream, port);
    REQUIRE(client.send(octets(2)));
    CHECK_THROWS_AS(server(kdc, {.port = port}), error);
    const auto start = std::chrono::steady_clock::now();
    listening.reset();
    CHECK(std::chrono::steady_clock::now() - start < 2s);
    CHECK(client.ends());
    const server again(kdc, {.port = port});
    CHECK(again.port() == port);
}

TEST_CASE("the KDC listens on the loopback of IPv6 as well, where there is one") {
    const auto request = login_request();
    const realm_on_sockets with;
    if (!with.listening.has_ipv6()) return;
    loopback_socket stream(socket_kind::stream, with.listening.port(), address_family::ipv6);
    REQUIRE(stream.send_framed(request));
    CHECK(error_code_of(stream.receive_framed()) == preauth_required);
    loopback_socket datagram(socket_kind::datagram, with.listening.port(), address_family::ipv6);
    REQUIRE(datagram.send(request));
    CHECK(error_code_of(datagram.receive()) == preauth_required);
}
