// SPDX-License-Identifier: BSL-1.0
// Tests of requests to servers that send what they should not, or stop in the middle, and of a system without descriptors.
#include <support/catch.hpp>

#include "asking.hpp"

#include <sys/resource.h>

using namespace sspi;
using namespace sspi::test;

namespace {

/// Takes all descriptors that are left, until it goes.
class no_descriptors {
  public:
    no_descriptors() {
        getrlimit(RLIMIT_NOFILE, &former_);
        auto none = former_;
        none.rlim_cur = 3; // those that are open stay so
        setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_descriptors() { setrlimit(RLIMIT_NOFILE, &former_); }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;

  private:
    rlimit former_{};
};

void write(tcp::socket& to, const octets& what) {
    asio::write(to, asio::buffer(what));
}

} // namespace

TEST_CASE("what is no message of Kerberos is no answer") {
    background io;
    const auto nonsense = GENERATE(octets_of({0x55, 0x55, 0x55}), octets{}, octets_of({0x6B, 0x05, 0x00}),
                                   element(0x6E, octets(20)), joined({reply_with(), octets_of({0})}));
    const tcp_server connections("127.0.0.1", answers_with(reply_with()));
    const udp_server datagrams(
        io, "127.0.0.1", [&](const octets&) { return nonsense; }, connections.port());
    const auto done = ask(servers({at(connections.port())}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/") == kdc_outcome::malformed);
    CHECK(done.outcome("tcp/") == kdc_outcome::answered);
}

TEST_CASE("an answer from another port than the one that was asked is not seen") {
    background io;
    udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(); });
    kdc.answer_from_elsewhere();
    auto by = servers({at(kdc.port(), protocol::udp)});
    by.whole_call = 300ms;
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.outcome("udp/") == kdc_outcome::silent);
    CHECK(kdc.asked() >= 1);
}

TEST_CASE("a connection that ends before the answer does is closed, and the next server is asked") {
    const auto ends_after = GENERATE(0, 1, 2, 3);
    const tcp_server broken("127.0.0.1", [=](tcp::socket& client) {
        if (ends_after == 0) return;
        (void)read_framed(client);
        if (ends_after == 2) write(client, octets_of({0, 0}));
        if (ends_after == 3) write(client, framed(octets(10), 1000));
    });
    const tcp_server kdc("127.0.0.2", answers_with(reply_with()));
    const auto done =
        ask(servers({at(broken.port(), protocol::tcp), at(kdc.port(), protocol::tcp, "127.0.0.2")}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("tcp/127.0.0.1:") == kdc_outcome::closed);
    CHECK(done.took < 5s);
}

TEST_CASE("an answer over a connection is bounded") {
    const std::size_t claimed = GENERATE(0xFFFFFFFFU, 0x80000000U, 1024U * 1000 + 1);
    const tcp_server boastful("127.0.0.1", [=](tcp::socket& client) {
        (void)read_framed(client);
        write(client, framed(octets(4), claimed));
        boost::system::error_code ignored;
        std::array<char, 1> more{};
        client.read_some(asio::buffer(more), ignored);
    });
    const auto done = ask(servers({at(boastful.port(), protocol::tcp)}));
    CHECK_FALSE(done.reply);
    CHECK(done.outcome("tcp/") == kdc_outcome::malformed);
    CHECK(done.took < 5s);
}

TEST_CASE("a large answer comes in pieces") {
    const auto large = element(0x6B, octets(60000, std::byte{7}));
    const tcp_server kdc("127.0.0.1", [&](tcp::socket& client) {
        (void)read_framed(client);
        const auto all = framed(large);
        const auto half = std::span(all).first(all.size() / 2);
        asio::write(client, asio::buffer(half.data(), half.size()));
        std::this_thread::sleep_for(20ms);
        asio::write(client, asio::buffer(all.data() + half.size(), all.size() - half.size()));
    });
    CHECK(ask(servers({at(kdc.port(), protocol::tcp)})).reply == large);
}

TEST_CASE("an answer that drips is cut off with its call") {
    const tcp_server slow("127.0.0.1", [](tcp::socket& client) {
        (void)read_framed(client);
        for (const auto each : framed(octets(200, std::byte{7}))) {
            write(client, {each});
            std::this_thread::sleep_for(20ms);
        }
    });
    auto by = servers({at(slow.port(), protocol::tcp)});
    by.each_try = 100ms;
    by.whole_call = 250ms;
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.outcome("tcp/") == kdc_outcome::silent);
    CHECK(done.took < 5s);
}

TEST_CASE("a system without descriptors is told of, and the next request finds them again") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(); });
    {
        const no_descriptors scarce;
        const auto done = ask(servers({at(kdc.port())}));
        CHECK_FALSE(done.reply);
        const auto* const tried = done.attempt("udp/");
        // Either the first who waits has none for the reactor, or those who come later have none for their sockets.
        CHECK((tried != nullptr ? tried->text == "Too many open files" : done.noted("Too many open files")));
        CHECK(done.took < 5s);
    }
    CHECK(ask(servers({at(kdc.port())})).reply == reply_with());
}

TEST_CASE("what a call notes is bounded, and how its last try ended is known all the same") {
    background io;
    const udp_server babbling(io, "127.0.0.1", [](const octets&) { return octets(3); });
    const refusing_port nobody;
    kdc_call call{gss::kdc_policy{}};
    for (int i = 0; i < 40; ++i)
        (void)ask_in(call, servers({at(nobody.port())}));
    CHECK(call.record().attempts.size() == gss::kdc_record::most);
    (void)ask_in(call, servers({}));
    (void)ask_in(call, servers({}));
    CHECK(call.record().notes.size() == 1);
    CHECK(call.record().last_outcome == call.record().attempts.back().outcome);
    (void)ask_in(call, servers({at(babbling.port(), protocol::udp)}));
    CHECK(call.record().last_outcome == kdc_outcome::malformed);
    CHECK(call.record().attempts.back().outcome != kdc_outcome::malformed);
}
