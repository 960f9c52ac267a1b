// SPDX-License-Identifier: BSL-1.0
// Tests of the KDC on loopback sockets, with clients that behave and clients that do not.
#include "../support/catch.hpp"
#include "kerberos_client.hpp"
#include "loopback_socket.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/server.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

using octets = std::vector<std::byte>;

/// A realm on sockets. Clients of this process reach it there, because it has no route.
struct fixture {
    explicit fixture(const server_options& options = {}) : listening(kdc, options) {
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
[[nodiscard]] octets login_request() {
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
[[nodiscard]] int error_code_of(const std::optional<octets>& reply) {
    KRB_ERROR decoded{};
    if (!reply || decode_KRB_ERROR(reinterpret_cast<const unsigned char*>(reply->data()), reply->size(),
                                   &decoded, nullptr) != 0)
        return -1;
    const int code = decoded.error_code;
    free_KRB_ERROR(&decoded);
    return code;
}

constexpr int preauth_required = 25; // RFC 4120, 7.5.9
constexpr int field_too_long = 61;

} // namespace

TEST_CASE("clients log in and get tickets through sockets") {
    const fixture with;
    CHECK(with.serves());
    CHECK(with.kdc.requests().as == 2);
}

TEST_CASE("a client takes to TCP when the answer is too long for UDP") {
    fixture with;
    const auto name = "HTTP/" + std::string(520, 'x');
    with.kdc.add_service(name);
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.ticket_for(name).status == 0);
    CHECK(with.kdc.requests().tgs == 2);
}

TEST_CASE("a datagram is answered with a datagram, and garbage with nothing") {
    const auto request = login_request();
    const fixture with;
    auto client = with.connect(socket_kind::datagram);
    for (const std::size_t length : {1U, 2U, 4U, 100U, 1400U, 65000U})
        REQUIRE(client.send(octets(length, std::byte{0x6a})));
    REQUIRE(client.send(request));
    CHECK(error_code_of(client.receive()) == preauth_required); // the first thing that comes back
    CHECK(with.serves());
}

TEST_CASE("a connection serves one request after another") {
    const auto request = login_request();
    const fixture with;
    auto client = with.connect();
    for (int round = 0; round < 3; ++round) {
        REQUIRE(client.send_framed(request));
        CHECK(error_code_of(client.receive_framed()) == preauth_required);
    }
}

TEST_CASE("requests may be sent together or octet by octet") {
    const auto request = login_request();
    const fixture with;
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
    const fixture with;
    for (const auto& nonsense : {octets(), octets(1), octets(500, std::byte{0x47})}) {
        auto client = with.connect();
        REQUIRE(client.send_framed(nonsense));
        CHECK(client.ends());
    }
    CHECK(with.serves());
}

TEST_CASE("a length that is too long is refused by name and the connection ends") {
    const fixture with;
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
    const fixture with;
    auto client = with.connect();
    REQUIRE(client.send_framed(octets(128 * 1024)));
    CHECK(client.ends());
}

TEST_CASE("connections that say nothing, or stop halfway, do not keep others waiting, and end in time") {
    const fixture with({.patience = 400ms});
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
    const fixture with({.patience = 300ms});
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
    const fixture with;
    for (int round = 0; round < 20; ++round) {
        with.connect().reset();
        auto client = with.connect();
        REQUIRE(client.send_framed(request));
        client.reset();
    }
    CHECK(with.serves());
}

TEST_CASE("connections beyond the limit are closed, and there is room again when others end") {
    const auto request = login_request();
    const fixture with({.max_connections = 2});
    std::optional<loopback_socket> first(std::in_place, socket_kind::stream, with.listening.port());
    auto second = with.connect();
    for (auto* const each : {&*first, &second}) {
        REQUIRE(each->send_framed(request));
        REQUIRE(error_code_of(each->receive_framed()) == preauth_required);
    }
    CHECK(with.connect().ends());
    first.reset();
    bool room = false;
    for (int attempt = 0; attempt < 100 && !room; ++attempt) {
        auto next = with.connect(); // the server learns of the end a moment later
        room = next.send_framed(request) && error_code_of(next.receive_framed()) == preauth_required;
        if (!room) std::this_thread::sleep_for(10ms);
    }
    CHECK(room);
}

TEST_CASE("many clients are served at once") {
    const fixture with;
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
