// SPDX-License-Identifier: BSL-1.0
// Tests of the KDC on loopback sockets against crowds: others are served meanwhile, and nothing is left of them.
#include "realm_on_sockets.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <filesystem>
#include <iterator>
#include <thread>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/dev/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all))) - 1; // which reads them itself
}

/// The number of descriptors that this process may have, as it was before at the end.
class descriptor_limit {
  public:
    descriptor_limit() { REQUIRE(getrlimit(RLIMIT_NOFILE, &former_) == 0); }
    ~descriptor_limit() { setrlimit(RLIMIT_NOFILE, &former_); }
    descriptor_limit(const descriptor_limit&) = delete;
    descriptor_limit& operator=(const descriptor_limit&) = delete;

    /// At most that many, as far as the system allows; returns what is allowed.
    std::size_t set(rlim_t most) const {
        rlimit wanted{former_.rlim_max == RLIM_INFINITY ? most : std::min(most, former_.rlim_max),
                      former_.rlim_max};
        REQUIRE(setrlimit(RLIMIT_NOFILE, &wanted) == 0);
        return wanted.rlim_cur;
    }

    void restore() const { setrlimit(RLIMIT_NOFILE, &former_); }

  private:
    rlimit former_{};
};

/// Sockets that are there and not connected yet: to connect them takes no descriptor of this process but the KDC's.
class prepared_sockets {
  public:
    explicit prepared_sockets(std::size_t count) {
        while (descriptors_.size() < count)
            descriptors_.push_back(socket(AF_INET, SOCK_STREAM, 0));
        REQUIRE(std::ranges::min(descriptors_) >= 0);
    }
    ~prepared_sockets() {
        for (const int each : descriptors_)
            close(each);
    }
    prepared_sockets(const prepared_sockets&) = delete;
    prepared_sockets& operator=(const prepared_sockets&) = delete;

    void connect_all(std::uint16_t port) const {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(port);
        for (const int each : descriptors_)
            REQUIRE(connect(each, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0);
    }

    [[nodiscard]] int highest() const { return std::ranges::max(descriptors_); }

    /// The last one, as a socket of the usual kind.
    [[nodiscard]] loopback_socket take_last() {
        const int last = descriptors_.back();
        descriptors_.pop_back();
        return loopback_socket(last);
    }

  private:
    std::vector<int> descriptors_;
};

/// Whether a client that comes now is served by TCP and by UDP. Heimdal's own client is no use in a crowd: it waits with
/// select, which knows 1024 descriptors.
[[nodiscard]] bool answers(const realm_on_sockets& with, const octets& request) {
    auto stream = with.connect();
    auto datagram = with.connect(socket_kind::datagram);
    return stream.send_framed(request) && error_code_of(stream.receive_framed()) == preauth_required &&
           datagram.send(request) && error_code_of(datagram.receive()) == preauth_required;
}

} // namespace

TEST_CASE("thousands of idle connections take nothing from others, and the oldest of them make room") {
    const auto request = login_request();
    const descriptor_limit limit;
    const auto allowed = limit.set(5000);
    const auto before = open_descriptors();
    {
        const realm_on_sockets with;
        std::vector<loopback_socket> idle;
        while (idle.size() < std::min<std::size_t>(4000, allowed - 600))
            idle.push_back(with.connect());
        CHECK(answers(with, request));
        CHECK(idle.front().ends());
        // What this process has is the connections' two ends, of which the KDC has kept no more than its limit.
        CHECK(open_descriptors() < before + idle.size() + 256 + 50);
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("thousands of requests that stop halfway take nothing from others") {
    const auto request = login_request();
    const descriptor_limit limit;
    const auto allowed = limit.set(4000);
    const realm_on_sockets with;
    std::vector<loopback_socket> halves;
    const octets half{std::byte{}, std::byte{1}, std::byte{0xff}, std::byte{0xff}, std::byte{0x6a}};
    while (halves.size() < std::min<std::size_t>(3000, allowed - 600)) {
        halves.push_back(with.connect());
        // The KDC may already have closed it, for those that came since.
        (void)halves.back().send(half);
    }
    CHECK(answers(with, request));
    CHECK(halves.front().ends());
}

TEST_CASE("thousands of connections one after another, with and without a reset, leave nothing") {
    const auto request = login_request();
    const realm_on_sockets with;
    REQUIRE(with.serves());
    const auto before = open_descriptors();
    for (int round = 0; round < 1000; ++round) {
        auto asks = with.connect();
        REQUIRE(asks.send_framed(request));
        if (round % 3 == 0) REQUIRE(error_code_of(asks.receive_framed()) == preauth_required);
        if (round % 3 == 1) asks.reset();
        auto silent = with.connect();
    }
    CHECK(with.serves());
    for (int attempt = 0; attempt < 500 && open_descriptors() > before; ++attempt)
        std::this_thread::sleep_for(10ms); // the server learns of the ends a moment later
    CHECK(open_descriptors() == before);
}

TEST_CASE("without descriptors the oldest connections make room for the next ones") {
    const auto request = login_request();
    const realm_on_sockets with;
    REQUIRE(with.serves()); // whatever Kerberos opens once is open
    prepared_sockets clients(60);
    auto last = clients.take_last();
    const descriptor_limit limit;
    limit.set(static_cast<rlim_t>(clients.highest()) + 6); // so that the KDC can have a handful
    clients.connect_all(with.listening.port());
    last.connect_to(with.listening.port());
    const bool sent = last.send_framed(request);
    const auto answered = last.receive_framed();
    limit.restore();
    REQUIRE(sent);
    CHECK(error_code_of(answered) == preauth_required);
    CHECK(with.serves());
}

TEST_CASE("without any descriptor the KDC waits without haste, and serves when there is one again") {
    const auto request = login_request();
    const realm_on_sockets with;
    REQUIRE(with.serves());
    prepared_sockets clients(1);
    auto client = clients.take_last();
    const descriptor_limit limit;
    limit.set(3); // all that is open stays open
    client.connect_to(with.listening.port());
    const bool sent = client.send_framed(request);
    const auto before = std::clock();
    std::this_thread::sleep_for(400ms);
    const auto spent = std::clock() - before;
    limit.restore(); // before anything is checked: UBSan wants descriptors for what it does
    REQUIRE(sent);
    CHECK(spent < CLOCKS_PER_SEC / 5);
    CHECK(error_code_of(client.receive_framed()) == preauth_required);
    CHECK(with.serves());
}

TEST_CASE("a client that asks without end and reads nothing ends in time, and others are served") {
    const auto request = login_request();
    const realm_on_sockets with({.patience = 500ms});
    std::jthread greedy([&] {
        auto client = with.connect();
        while (client.send_framed(request)) {
        }
    });
    CHECK(with.serves());
}

TEST_CASE("a flood of datagrams takes nothing from those who use TCP, and ends with itself") {
    const auto request = login_request();
    const realm_on_sockets with;
    std::atomic<bool> stop{false};
    {
        std::jthread flood([&] {
            auto client = with.connect(socket_kind::datagram);
            const std::array garbage{octets(), octets(1), octets(1400, std::byte{0x6a}),
                                     octets(65000, std::byte{0x47}), request};
            for (std::size_t i = 0; !stop; ++i)
                (void)client.send(garbage[i % garbage.size()]);
        });
        for (int round = 0; round < 20; ++round) {
            auto client = with.connect();
            CHECK(client.send_framed(request));
            CHECK(error_code_of(client.receive_framed()) == preauth_required);
        }
        stop = true;
    }
    CHECK(with.serves());
}

TEST_CASE("no part of a request and no change of an octet stops the KDC") {
    const auto request = login_request();
    const realm_on_sockets with;
    auto datagrams = with.connect(socket_kind::datagram);
    for (std::size_t length = 0; length < request.size(); ++length) {
        auto stream = with.connect();
        REQUIRE(stream.send_framed(std::span(request).first(length)));
        REQUIRE(datagrams.send(std::span(request).first(length)));
        REQUIRE(stream.receive_framed().value_or(octets()).size() <
                1000); // an error or nothing, and no time-out
    }
    for (std::size_t at = 0; at < request.size(); ++at)
        for (const auto change : {std::byte{0x01}, std::byte{0x80}, std::byte{0xff}}) {
            auto changed = request;
            changed[at] ^= change;
            REQUIRE(datagrams.send(changed));
            auto stream = with.connect();
            REQUIRE(stream.send_framed(changed));
            REQUIRE(stream.receive_framed().value_or(octets()).size() < 1000);
        }
    CHECK(with.serves());
}
