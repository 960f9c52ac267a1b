// SPDX-License-Identifier: BSL-1.0
// Cancelling, destroying and losing streams at every point, with KDCs that never answer among them.
#include "sides.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <future>
#include <memory>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;
using asio::cancellation_type;

namespace {

/// Runs until the stream waits for the operation that stalls, or is through with its handshake.
template <class Side>
void run_to_stall(asio::io_context& context, Side& side, const result& shaken) {
    auto& script = side.next_layer().script();
    run_until(context, [&] { return shaken.over || script.operations == script.stalls_at; });
}

/// A client whose KDC does not answer.
struct silent_realm {
    silent_realm() { realm.when(testing::any_request()).drop(); }
    [[nodiscard]] initiator client() const { return {who, "HTTP/web.sspi.test@" + realm.name()}; }
    [[nodiscard]] std::size_t asked() const { return realm.transcript().of(testing::message::tgs).size(); }

    testing::local_realm realm{{{"alice", "secret"}}, {"HTTP/web.sspi.test"}};
    credential who = credential::outbound().cache(realm.cache("alice")).kdc_timeouts(5s, 20s).acquire();
};

/// A stream with a client whose first step is waiting for its KDC.
struct waiting_client {
    explicit waiting_client(silent_realm& of) {
        auto [here, there] = connected(context.get_executor());
        client.emplace(std::move(here), of.client());
        other.emplace(std::move(there));
    }
    void begin(silent_realm& of) {
        const auto before = of.asked();
        begin_handshake(*client, shaken, signal.slot());
        run_until(context, [&] { return of.asked() != before; });
        CHECK_FALSE(shaken.over);
    }
    [[nodiscard]] std::chrono::milliseconds time_to_end() {
        const auto began = std::chrono::steady_clock::now();
        run_until(context, [&] { return shaken.over; });
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                     began);
    }

    asio::io_context context{};
    asio::cancellation_signal signal{};
    result shaken{};
    std::optional<stream<memory_layer>> client{};
    std::optional<memory_layer> other{};
};

} // namespace

TEMPLATE_TEST_CASE("a handshake is cancelled at every point of either side", "", framing::length_prefixed,
                   framing::sasl_gssapi, framing::negotiate_stream) {
    for (const std::size_t side : {0U, 1U}) {
        std::size_t stalls = 0;
        for (bool through = false; !through; ++stalls) {
            pair<TestType> both;
            auto& tested = side == 0 ? *both.client : *both.server;
            tested.next_layer().script().stalls_at = stalls + 1;
            asio::cancellation_signal signal;
            result& shaken = both.shaken[side];
            result& others = both.shaken[1 - side];
            begin_handshake(tested, shaken, signal.slot());
            begin_handshake(side == 0 ? *both.server : *both.client, others);
            run_to_stall(both.context, tested, shaken);
            if ((through = shaken.over)) break;
            signal.emit(cancellation_type::total | cancellation_type::partial); // not what a handshake knows
            settle(both.context);
            CHECK_FALSE(shaken.over);
            signal.emit(cancellation_type::terminal);
            settle(both.context);
            CHECK(shaken.over);
            CHECK(shaken.error == asio::error::operation_aborted);
            tested.next_layer().close();
            run_until(both.context, [&] { return others.over; });
            result again;
            begin_handshake(tested, again);
            settle(both.context);
            CHECK(again.error == asio::error::already_connected);
        }
        CHECK(stalls >= 2);
    }
}

TEMPLATE_TEST_CASE("a stream is destroyed at every point of its handshake", "", framing::length_prefixed,
                   framing::sasl_gssapi, framing::negotiate_stream) {
    for (const std::size_t side : {0U, 1U}) {
        for (std::size_t at = 1;; ++at) {
            pair<TestType> both;
            auto& tested = side == 0 ? both.client : both.server;
            tested->next_layer().script().stalls_at = at;
            begin_handshake(*both.client, both.shaken[0]);
            begin_handshake(*both.server, both.shaken[1]);
            run_to_stall(both.context, *tested, both.shaken[side]);
            if (both.shaken[side].over) break;
            tested.reset();
            run_until(both.context, [&] { return both.shaken[0].over && both.shaken[1].over; });
            CHECK(both.shaken[side].error == asio::error::operation_aborted);
        }
    }
}

TEST_CASE("a read that is cancelled loses nothing, wherever it was") {
    const auto type =
        GENERATE(cancellation_type::total, cancellation_type::partial, cancellation_type::terminal);
    pair<> both;
    both.establish();
    write_all(both.context, *both.client, "first");
    write_all(both.context, *both.client, "second");
    auto& arrived = both.server->next_layer().script().arrived;
    const std::deque<std::byte> wire(std::exchange(arrived, {}));
    std::string text;
    for (const auto octet : wire) {
        char plain[20];
        result read;
        asio::cancellation_signal signal;
        begin_read_some(*both.server, asio::buffer(plain), read, signal.slot());
        both.client->next_layer().script().send({&octet, 1});
        settle(both.context);
        if (!read.over) signal.emit(type);
        settle(both.context);
        REQUIRE(read.over);
        if (read.error) CHECK(read.error == asio::error::operation_aborted);
        text.append(plain, read.count);
    }
    CHECK(text == "firstsecond");
}

TEST_CASE("a message whose writing is cancelled goes out whole all the same, wherever it was") {
    for (std::size_t at = 1;; ++at) {
        pair<> both;
        both.establish();
        auto& script = both.client->next_layer().script();
        script.piece = 10;
        script.stalls_at = script.operations + at;
        result written;
        asio::cancellation_signal signal;
        begin_write_some(*both.client, asio::buffer("one message", 11), written, signal.slot());
        run_until(both.context, [&] { return written.over || script.operations == script.stalls_at; });
        if (written.over) break;
        signal.emit(cancellation_type::total); // too late for that
        settle(both.context);
        CHECK_FALSE(written.over);
        signal.emit(GENERATE(cancellation_type::partial, cancellation_type::terminal));
        settle(both.context);
        CHECK(written.error == asio::error::operation_aborted);
        CHECK(written.count == 11);
        if (at % 2 == 0) {
            write_all(both.context, *both.client, ", and another");
            CHECK(read_exactly(both.context, *both.server, 24) == "one message, and another");
        } else {
            result ended;
            begin_shutdown(*both.client, ended);
            run_until(both.context, [&] { return ended.over; });
            CHECK(read_exactly(both.context, *both.server, 11) == "one message");
            CHECK(read_error(both.context, *both.server) == asio::error::eof);
        }
    }
}

TEST_CASE("a shutdown that is cancelled can be made again") {
    pair<> both;
    both.establish();
    auto& script = both.client->next_layer().script();
    script.stalls_at = script.operations + 1;
    result first, second;
    asio::cancellation_signal signal;
    begin_shutdown(*both.client, first, signal.slot());
    settle(both.context);
    signal.emit(cancellation_type::terminal);
    run_until(both.context, [&] { return first.over; });
    CHECK(first.error == asio::error::operation_aborted);
    begin_shutdown(*both.client, second);
    run_until(both.context, [&] { return second.over; });
    CHECK_FALSE(second.error);
    CHECK(read_error(both.context, *both.server) == asio::error::eof);
}

TEST_CASE("a stream is destroyed while it reads, writes and shuts down") {
    pair<> both;
    both.establish();
    auto& script = both.client->next_layer().script();
    char octet = 0;
    result read, written;
    begin_read_some(*both.client, asio::buffer(&octet, 1), read);
    script.stalls_at = script.operations + 1;
    begin_write_some(*both.client, asio::buffer("x", 1), written);
    settle(both.context);
    both.client.reset();
    run_until(both.context, [&] { return read.over && written.over; });
    CHECK(read.error == asio::error::operation_aborted);
    CHECK(written.error == asio::error::operation_aborted);
    auto& other = both.server->next_layer().script();
    other.stalls_at = other.operations + 1;
    result ended;
    begin_shutdown(*both.server, ended);
    settle(both.context);
    both.server.reset();
    run_until(both.context, [&] { return ended.over; });
    CHECK(ended.error == asio::error::operation_aborted);
}

TEST_CASE(
    "while a client waits for a silent KDC its context does other work, and cancelling ends it at once") {
    silent_realm realm;
    waiting_client waiting(realm);
    waiting.begin(realm);
    int ticks = 0;
    asio::steady_timer timer(waiting.context);
    const std::function<void()> tick = [&] {
        timer.expires_after(1ms);
        timer.async_wait([&](error_code) {
            if (++ticks < 20) tick();
        });
    };
    tick();
    run_until(waiting.context, [&] { return ticks == 20; });
    CHECK_FALSE(waiting.shaken.over);
    waiting.signal.emit(cancellation_type::terminal);
    CHECK(waiting.time_to_end() < 2s);
    CHECK(waiting.shaken.error == asio::error::operation_aborted);
}

TEST_CASE("a stream is destroyed while its client waits for a silent KDC") {
    silent_realm realm;
    waiting_client waiting(realm);
    waiting.begin(realm);
    waiting.client.reset();
    CHECK(waiting.time_to_end() < 2s);
    CHECK(waiting.shaken.error == asio::error::operation_aborted);
}

TEST_CASE("a context is destroyed while a client of it waits for a silent KDC, with the handler") {
    silent_realm realm;
    const auto token = std::make_shared<int>(0);
    {
        auto context = std::make_unique<asio::io_context>();
        auto [here, there] = connected(context->get_executor());
        const auto script = std::make_shared<stream<memory_layer>>(std::move(here), realm.client());
        script->async_handshake([token, script](error_code) { FAIL("called"); });
        run_until(*context, [&] { return realm.asked() != 0; });
        CHECK(token.use_count() == 2);
        // The sockets of a real stream are closed by the context's end; these here know nothing of it.
        script->next_layer().close();
        context.reset();
    }
    CHECK(token.use_count() == 1);
}

TEST_CASE("steps wait for a thread of the caller's pool, and are cancelled there too") {
    silent_realm realm;
    asio::thread_pool pool(1);
    waiting_client first(realm), second(realm), third(realm);
    for (auto* const each : {&first, &second, &third})
        each->client->blocking_executor(pool.get_executor());
    first.begin(realm);
    begin_handshake(*second.client, second.shaken, second.signal.slot());
    begin_handshake(*third.client, third.shaken);
    settle(second.context);
    second.signal.emit(cancellation_type::terminal);
    CHECK(second.time_to_end() < 2s);
    CHECK(second.shaken.error == asio::error::operation_aborted);
    third.client.reset();
    CHECK(third.time_to_end() < 2s);
    CHECK(third.shaken.error == asio::error::operation_aborted);
    first.signal.emit(cancellation_type::terminal);
    CHECK(first.time_to_end() < 2s);
    pool.join();
    CHECK(realm.asked() == 1);
}

TEST_CASE("a pool that goes takes its steps with it") {
    waiting_client never([]() -> silent_realm& {
        static silent_realm realm;
        return realm;
    }());
    {
        asio::thread_pool pool(1);
        std::promise<void> end;
        asio::post(pool, [&, ended = end.get_future().share()] { ended.wait(); });
        never.client->blocking_executor(pool.get_executor());
        begin_handshake(*never.client, never.shaken);
        settle(never.context);
        pool.stop();
        end.set_value();
    }
    CHECK(never.time_to_end() < 2s);
    CHECK(never.shaken.error == asio::error::operation_aborted);
}

TEST_CASE("what is known of a step that failed can be asked of the stream") {
    testing::local_realm realm({{"alice", "secret"}}, {"HTTP/web.sspi.test"});
    realm.when(testing::tgs_request()).answer(testing::error_reply(testing::kdc_err_client_revoked));
    asio::io_context context;
    auto [here, there] = connected(context.get_executor());
    stream<memory_layer> client(std::move(here), credential::outbound().cache(realm.cache("alice")).acquire(),
                                "HTTP/web.sspi.test@" + realm.name());
    result shaken;
    begin_handshake(client, shaken);
    run_until(context, [&] { return shaken.over; });
    CHECK(shaken.error.category() == error_code(make_error_code(errc::logon_denied)).category());
    CHECK(client.handshake_error().kerberos_name == "KRB5KDC_ERR_CLIENT_REVOKED");
    CHECK(client.handshake_error().status == std::error_code(shaken.error).value());
}
