// SPDX-License-Identifier: BSL-1.0
// Tests of scripted answers by sockets: late ones keep nobody else waiting, and what is not sent is not waited for.
#include "realm_on_sockets.hpp"

#include <chrono>

using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;

} // namespace

TEST_CASE("a late answer is a timer: other clients are served meanwhile") {
    const auto request = login_request();
    realm_on_sockets with;
    auto late = with.kdc.when(any_request().first(2)).delay(1500ms);
    const auto start = steady::now();
    auto slow_stream = with.connect();
    auto slow_datagram = with.connect(socket_kind::datagram);
    REQUIRE(slow_stream.send_framed(request));
    while (late.matched() < 1)
        REQUIRE(steady::now() - start < 10s);
    REQUIRE(slow_datagram.send(request));
    while (late.matched() < 2)
        REQUIRE(steady::now() - start < 10s);

    auto quick_stream = with.connect();
    auto quick_datagram = with.connect(socket_kind::datagram);
    REQUIRE((quick_stream.send_framed(request) && quick_datagram.send(request)));
    CHECK(error_code_of(quick_stream.receive_framed()) == preauth_required);
    CHECK(error_code_of(quick_datagram.receive()) == preauth_required);
    const auto quick = steady::now() - start;

    CHECK(error_code_of(slow_stream.receive_framed()) == preauth_required);
    CHECK(error_code_of(slow_datagram.receive()) == preauth_required);
    CHECK(steady::now() - start >= 1500ms);
    CHECK(quick < steady::now() - start);
}

TEST_CASE("a delay is not counted as a client's slowness") {
    const auto request = login_request();
    realm_on_sockets with({.patience = 300ms});
    with.kdc.when(any_request()).delay(600ms);
    auto client = with.connect();
    REQUIRE(client.send_framed(request));
    CHECK(error_code_of(client.receive_framed()) == preauth_required);
}

TEST_CASE("an answer is sent twice, and the connection serves on") {
    const auto request = login_request();
    realm_on_sockets with;
    with.kdc.when(any_request().first(1)).twice(50ms);
    auto client = with.connect();
    REQUIRE((client.send_framed(request) && client.send_framed(request)));
    for (int answer = 0; answer < 3; ++answer)
        CHECK(error_code_of(client.receive_framed()) == preauth_required);
}

TEST_CASE("an answer that is dropped leaves the connection open, and it serves the next request") {
    const auto request = login_request();
    realm_on_sockets with;
    const auto dropped = with.kdc.when(any_request().first(1)).drop();
    auto client = with.connect();
    REQUIRE((client.send_framed(request) && client.send_framed(request)));
    CHECK(error_code_of(client.receive_framed()) == preauth_required);
    CHECK(dropped.used() == 1);
}

TEST_CASE("a KDC that cannot be reached ends the connection and answers no datagram") {
    const auto request = login_request();
    realm_on_sockets with;
    with.kdc.when(any_request().first(2)).unreachable();
    auto stream = with.connect();
    auto datagram = with.connect(socket_kind::datagram);
    REQUIRE(stream.send_framed(request));
    CHECK(stream.ends());
    REQUIRE((datagram.send(request) && datagram.send(request)));
    CHECK(error_code_of(datagram.receive()) == preauth_required); // of the second
}

TEST_CASE("answers that are cut and spoiled go out as they are") {
    const auto request = login_request();
    realm_on_sockets with;
    with.kdc.when(any_request().nth(1)).truncate(5);
    with.kdc.when(any_request().nth(2)).truncate(0);
    auto client = with.connect();
    REQUIRE((client.send_framed(request) && client.send_framed(request)));
    CHECK(client.receive_framed().value_or(octets()).size() == 5);
    CHECK(client.receive_framed() == octets());
}

TEST_CASE("a server ends at once although answers are due later") {
    const auto request = login_request();
    realm kdc("EXAMPLE.TEST");
    kdc.when(any_request()).delay(1h);
    std::optional<server> listening(std::in_place, kdc);
    loopback_socket stream(socket_kind::stream, listening->port());
    loopback_socket datagram(socket_kind::datagram, listening->port());
    REQUIRE((stream.send_framed(request) && datagram.send(request)));
    const auto start = steady::now();
    while (kdc.transcript().size() < 2)
        REQUIRE(steady::now() - start < 10s);
    listening.reset();
    CHECK(steady::now() - start < 10s);
    CHECK(stream.ends());
}
