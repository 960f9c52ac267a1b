// SPDX-License-Identifier: BSL-1.0
// Tests of requests that prove a password: each copy that arrives may count towards the account's lock-out.
#include <support/catch.hpp>

#include "asking.hpp"
#include "fake_dns.hpp"

#include <transport/known_servers.hpp>
#include <transport/routes.hpp>

using namespace sspi;
using namespace sspi::test;

namespace {

/// An AS-REQ (RFC 4120 5.4.1) with one PA-DATA of that type.
octets request_with_padata(int type) {
    const auto entry = element(
        0x30, joined({element(0xA1, element(0x02, type < 128 ? octets_of({type}) : octets_of({0, type}))),
                      element(0xA2, element(0x04, octets(20, std::byte{0x33})))}));
    return element(0x6A, element(0x30, joined({element(0xA1, element(0x02, octets_of({5}))),
                                               element(0xA2, element(0x02, octets_of({10}))),
                                               element(0xA3, element(0x30, entry))})));
}

constexpr int encrypted_timestamp = 2, pac_request = 128;
octets proof() {
    return request_with_padata(encrypted_timestamp);
}

/// How often a proof came in, whoever got it.
class counter {
  public:
    void count(const octets& request) {
        if (request == proof()) ++proofs_;
    }
    [[nodiscard]] int proofs() const { return proofs_; }

    [[nodiscard]] responder datagrams(std::optional<octets> reply) {
        return [this, reply = std::move(reply)](const octets& request) {
            count(request);
            return reply;
        };
    }
    /// Answers after a while; without an answer closes the connection then.
    [[nodiscard]] tcp_server::serving connections(std::optional<octets> reply,
                                                  std::chrono::milliseconds delay = 0ms) {
        return [this, reply = std::move(reply), delay](tcp::socket& client) {
            count(read_framed(client));
            std::this_thread::sleep_for(delay);
            if (reply) asio::write(client, asio::buffer(framed(*reply)));
        };
    }

  private:
    std::atomic<int> proofs_{0};
};

transport::settings hurried(std::vector<transport::location> where) {
    auto out = servers(std::move(where));
    out.each_try = 100ms;
    return out;
}

} // namespace

TEST_CASE("a proof goes by connection, and a slow server gets it once") {
    background io;
    counter got;
    const tcp_server slow("127.0.0.1", got.connections(reply_with(1), 700ms));
    const udp_server same(io, "127.0.0.1", got.datagrams(reply_with(2)), slow.port());
    const udp_server other(io, "127.0.0.2", got.datagrams(reply_with(3)));
    const auto by = hurried({at(slow.port()), at(other.port(), protocol::any, "127.0.0.2")});
    const auto done = ask(by, proof());
    CHECK(done.reply == reply_with(1));
    CHECK(got.proofs() == 1);
    CHECK(done.record.attempts.size() == 1);
}

TEST_CASE("a server without connections gets a proof in one datagram, however late it answers") {
    background io;
    counter got;
    const udp_server kdc(io, "127.0.0.1", [&](const octets& request) {
        got.count(request);
        std::this_thread::sleep_for(700ms);
        return reply_with(1);
    });
    const udp_server other(io, "127.0.0.2", got.datagrams(reply_with(2)));
    const auto by = hurried({at(kdc.port()), at(other.port(), protocol::udp, "127.0.0.2")});
    CHECK(ask(by, proof()).reply == reply_with(1));
    CHECK(got.proofs() == 1);
}

TEST_CASE("who is silent after a proof is waited for to the end of the call") {
    background io;
    counter got;
    const udp_server silent(io, "127.0.0.1", got.datagrams(std::nullopt));
    const udp_server other(io, "127.0.0.2", got.datagrams(reply_with(2)));
    auto by = hurried({at(silent.port(), protocol::udp), at(other.port(), protocol::udp, "127.0.0.2")});
    by.whole_call = 800ms;
    const auto done = ask(by, proof());
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::too_late);
    CHECK(done.outcome("udp/127.0.0.1:") == kdc_outcome::silent);
    CHECK(got.proofs() == 1);
}

TEST_CASE("a request without a proof goes to the next server meanwhile") {
    background io;
    const udp_server silent(io, "127.0.0.1", [](const octets&) { return std::nullopt; });
    const udp_server other(io, "127.0.0.2", [](const octets&) { return reply_with(2); });
    const auto by = servers({at(silent.port(), protocol::udp), at(other.port(), protocol::udp, "127.0.0.2")});
    CHECK(ask(by, request_with_padata(pac_request)).reply == reply_with(2));
}

TEST_CASE("a proof goes on to the next server where nobody can have taken it") {
    background io;
    counter got;
    const refusing_port nobody;
    const udp_server busy(io, "127.0.0.3", [](const octets&) { return krb_error(29); });
    const udp_server kdc(io, "127.0.0.2", got.datagrams(reply_with(2)));
    const auto done = ask(servers({at(nobody.port()), at(busy.port(), protocol::udp, "127.0.0.3"),
                                   at(kdc.port(), protocol::udp, "127.0.0.2")}),
                          proof());
    CHECK(done.reply == reply_with(2));
    CHECK(done.outcome("tcp/127.0.0.1:") == kdc_outcome::refused);
    CHECK(done.outcome("udp/127.0.0.3:") == kdc_outcome::busy);
    CHECK(got.proofs() == 1);
}

TEST_CASE("a connection that ends before the answer came ends it") {
    background io;
    counter got;
    const tcp_server closing("127.0.0.1", got.connections(std::nullopt));
    const udp_server other(io, "127.0.0.2", got.datagrams(reply_with(2)));
    const auto done =
        ask(servers({at(closing.port()), at(other.port(), protocol::udp, "127.0.0.2")}), proof());
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::none);
    CHECK(done.outcome("tcp/127.0.0.1:") == kdc_outcome::closed);
    CHECK(got.proofs() == 1);
    CHECK(done.took < 5s);
}

TEST_CASE("an answer to a proof that does not fit a datagram is fetched by connection") {
    background io;
    const tcp_server connections("127.0.0.1", answers_with(reply_with()));
    const udp_server datagrams(
        io, "127.0.0.1", [](const octets&) { return krb_error(52); }, connections.port());
    const auto done = ask(servers({at(datagrams.port(), protocol::udp)}), proof());
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/") == kdc_outcome::too_big);
}

TEST_CASE("the server that answered the call before gets the proof") {
    background io;
    counter got;
    const silent_server dead;
    const udp_server kdc(io, "127.0.0.2", got.datagrams(reply_with(2)));
    const auto by = servers({at(dead.port()), at(kdc.port(), protocol::udp, "127.0.0.2")});
    kdc_call call;
    CHECK(ask_in(call, by).reply == reply_with(2));
    const auto done = ask_in(call, by, proof());
    CHECK(done.reply == reply_with(2));
    CHECK(got.proofs() == 1);
    CHECK(done.took < 5s);
}

TEST_CASE("a silent route gets a proof once, and is waited for") {
    auto by = servers({});
    by.each_try = 50ms;
    by.whole_call = 400ms;
    std::atomic<int> asked = 0;
    const bool answers = GENERATE(true, false);
    transport::routes().set("EXAMPLE.TEST", [&](const std::string&, std::span<const std::byte>) {
        ++asked;
        gss::route_answer out;
        if (answers) out.replies.push_back({reply_with(), 200ms});
        return out;
    });
    const auto done = ask(by, proof());
    transport::routes().set("EXAMPLE.TEST", nullptr);
    CHECK(done.reply.has_value() == answers);
    CHECK(asked == 1);
}

TEST_CASE("where datagrams are not wanted none is sent") {
    background io;
    counter got;
    const tcp_server connections("127.0.0.1", answers_with(reply_with(1)));
    const udp_server datagrams(io, "127.0.0.1", got.datagrams(reply_with(2)), connections.port());
    auto by = servers({at(connections.port())});
    by.connections_only = true;
    CHECK(ask(by).reply == reply_with(1));
    CHECK(datagrams.asked() == 0);
}

TEST_CASE("a connection that was accepted is waited for as long as the call may last") {
    background io;
    const tcp_server slow("127.0.0.1", [](tcp::socket& client) {
        (void)read_framed(client);
        std::this_thread::sleep_for(600ms);
        asio::write(client, asio::buffer(framed(reply_with(1))));
    });
    const auto done = ask(hurried({at(slow.port(), protocol::tcp)}));
    CHECK(done.reply == reply_with(1));
    CHECK(slow.connections() == 1);
    const udp_server too_big(
        io, "127.0.0.1", [](const octets&) { return krb_error(52); }, slow.port());
    CHECK(ask(hurried({at(slow.port())})).reply == reply_with(1));
}

TEST_CASE("who has a connection keeps nobody else from being asked") {
    background io;
    const tcp_server hanging("127.0.0.1", [](tcp::socket& client) {
        (void)read_framed(client);
        (void)read_framed(client); // until it goes
    });
    const udp_server other(io, "127.0.0.2", [](const octets&) { return reply_with(2); });
    const auto done =
        ask(hurried({at(hanging.port(), protocol::tcp), at(other.port(), protocol::udp, "127.0.0.2")}));
    CHECK(done.reply == reply_with(2));
    CHECK(done.took < 5s);
}
