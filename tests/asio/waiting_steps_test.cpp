// SPDX-License-Identifier: BSL-1.0
// Which steps of a handshake go to the pool: those that may wait for a KDC, and no others.
#include "wire.hpp"

#include <sspi/asio/impl/may_wait.hpp>

#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <thread>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;

namespace {

/// A pool whose one thread is the test's own, when it says so.
struct pool_by_hand {
    template <class Stream>
    void serve(Stream& whom) {
        whom.blocking_executor(context.get_executor());
    }
    /// Makes what is queued; how many steps that were.
    std::size_t make() {
        context.restart();
        return context.poll();
    }
    asio::io_context context{};
};

LONG no_answer(void*, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN, void*) {
    return 0;
}
/// A realm of this process whose KDC says nothing.
class silence {
  public:
    silence() { SspiSetKdcRoute("SILENT.TEST", no_answer, nullptr); }
    ~silence() { SspiSetKdcRoute("SILENT.TEST", nullptr, nullptr); }
    silence(const silence&) = delete;
    silence& operator=(const silence&) = delete;

    [[nodiscard]] static initiator client() {
        auto who = credential::outbound();
        who.user("alice@SILENT.TEST").password("secret").kdc_timeouts(60s, 60s);
        return {who.acquire(), "HTTP/web.silent.test@SILENT.TEST"};
    }
};

} // namespace

TEMPLATE_TEST_CASE("a server needs no thread of the pool, and a client one for its first step", "",
                   framing::length_prefixed, framing::sasl_gssapi, framing::negotiate_stream) {
    pool_by_hand of_client, of_server;
    pair<TestType> both;
    of_client.serve(*both.client);
    of_server.serve(*both.server);
    begin_handshake(*both.client, both.shaken[0]);
    begin_handshake(*both.server, both.shaken[1]);
    settle(both.context);
    CHECK_FALSE(both.shaken[0].over);
    CHECK(of_client.make() == 1);
    run_until(both.context, [&] { return both.shaken[0].over && both.shaken[1].over; });
    CHECK_FALSE(both.shaken[0].error);
    CHECK_FALSE(both.shaken[1].error);
    CHECK(of_client.make() == 0);
    CHECK(of_server.make() == 0);
}

TEST_CASE("a client that is not answered with a proof may ask for tickets again") {
    pool_by_hand pool;
    by_hand<framing::length_prefixed> peer(
        client_of(features_for(protection_level::integrity), packages::kerberos));
    pool.serve(*peer.tested);
    peer.begin();
    settle(peer.context);
    REQUIRE(pool.make() == 1);
    (void)peer.heard(5);
    peer.say(big(3) + octets({1, 2, 3}));
    settle(peer.context);
    CHECK_FALSE(peer.shaken.over);
    CHECK(pool.make() == 1);
    CHECK(is(peer.outcome(), errc::invalid_token));
}

TEST_CASE("a server that is asked for user-to-user may have to ask for its ticket") {
    initiator client(
        client_credential(packages::kerberos), "alice@" + realm_of_streams().name(),
        {.request = features{feature::user_to_user, feature::mutual_authentication}, .required = {}});
    const auto token = client.step().token;
    CHECK(impl::may_wait(false, token));
    pool_by_hand pool;
    by_hand<framing::length_prefixed> peer(server_of(packages::kerberos));
    pool.serve(*peer.tested);
    peer.begin();
    peer.say(big(token.size()) + token);
    settle(peer.context);
    CHECK_FALSE(peer.shaken.over);
    CHECK(pool.make() == 1);
    run_until(peer.context, [&] { return peer.shaken.over || !peer.quiet(); });
}

TEST_CASE("what a token is, is read from its framing and not from what is in it") {
    const auto proof = octets({0x60, 0x0D, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 1, 2, 2, 2, 0});
    const auto error = octets({0x60, 0x0D, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 1, 2, 2, 3, 0});
    const auto in_response = [](const bytes& inner, int number) {
        const auto size = static_cast<int>(inner.size());
        return octets({0xA1, size + 6, 0x30, size + 4, 0xA0 + number, size + 2, 4, size}) + inner;
    };
    CHECK_FALSE(impl::may_wait(true, proof));
    CHECK_FALSE(impl::may_wait(true, in_response(proof, 2)));
    CHECK(impl::may_wait(true, {}));
    CHECK(impl::may_wait(true, error));
    CHECK(impl::may_wait(true, in_response(error, 2)));
    CHECK(impl::may_wait(true, in_response(proof, 3))); // a MIC, and no token: it begins anew
    CHECK(impl::may_wait(true, octets({0xA1, 3}) + proof));
    for (std::size_t size = 0; size != proof.size(); ++size)
        CHECK(impl::may_wait(true, std::span(proof).first(size)));
    CHECK_FALSE(impl::may_wait(false, proof));
    CHECK_FALSE(impl::may_wait(false, {}));
}

TEST_CASE("accepting takes no longer where clients have every thread of the pool wait for a silent KDC") {
    const silence kdc;
    handshake_threads(4);
    struct waiting_client {
        explicit waiting_client(asio::io_context& context) {
            auto [here, there] = connected(context.get_executor());
            side.emplace(std::move(here), silence::client());
            other.emplace(std::move(there));
        }
        std::optional<stream<memory_layer>> side;
        std::optional<memory_layer> other;
        result shaken;
    };
    asio::io_context context;
    std::deque<waiting_client> waiting;
    for (int i = 0; i != 8; ++i) {
        auto& each = waiting.emplace_back(context);
        begin_handshake(*each.side, each.shaken);
    }
    context.run_for(50ms);

    by_hand<framing::length_prefixed> peer(server_of());
    initiator client(usual_client(), service());
    const auto token = client.step().token;
    peer.say(big(token.size()) + token);
    const auto began = std::chrono::steady_clock::now();
    peer.begin();
    CHECK_FALSE(peer.outcome());
    CHECK(std::chrono::steady_clock::now() - began < 5s);

    // With more threads the pool goes on.
    pair<> both;
    handshake_threads(12);
    both.establish();
    for (auto& each : waiting) {
        CHECK_FALSE(each.shaken.over);
        each.side.reset();
    }
    context.restart();
    context.run();
    for (const auto& each : waiting)
        CHECK(each.shaken.error == asio::error::operation_aborted);
    handshake_threads(0);
}
