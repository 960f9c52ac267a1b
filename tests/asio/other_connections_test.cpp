// SPDX-License-Identifier: BSL-1.0
// What a stream tells of a handshake that failed, where the thread that made its step has made another connection's before.
#include "wire.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>

using namespace sspi;
using namespace sspi::test;

namespace {

[[nodiscard]] std::string service_of(std::string_view name) {
    return "HTTP/" + std::string(name) + ".sspi.test@" + realm_of_streams().name();
}

/// Another connection fails on this thread, and what is noted of it has names.
void fail_elsewhere() {
    initiator other(usual_client(), service_of("elsewhere"));
    std::error_code code;
    (void)other.step({}, code);
    REQUIRE(code == errc::target_unknown);
    REQUIRE(last_error_detail().text.find("elsewhere") != std::string::npos);
}

/// One thread makes the steps, and has failed for another connection.
class used_pool {
  public:
    used_pool() {
        asio::post(pool_, asio::use_future([] { fail_elsewhere(); })).get();
    }
    ~used_pool() { pool_.join(); }
    used_pool(const used_pool&) = delete;
    used_pool& operator=(const used_pool&) = delete;

    [[nodiscard]] asio::any_io_executor executor() { return pool_.get_executor(); }

  private:
    asio::thread_pool pool_{1};
};

template <class Framing>
void takes_a_token_without_content(Framing how) {
    used_pool pool;
    by_hand<Framing> peer(client_of(), how);
    peer.tested->blocking_executor(pool.executor());
    peer.begin();
    (void)peer.heard(5);
    peer.say(big(0));
    CHECK(is(peer.outcome(), errc::invalid_token));
    CHECK(peer.tested->handshake_error().empty());
}

} // namespace

TEST_CASE("a token without content, which the initiator refuses without asking the library") {
    takes_a_token_without_content(framing::length_prefixed{});
    takes_a_token_without_content(framing::sasl_gssapi{});
}

TEST_CASE("a target that is no text") {
    used_pool pool;
    by_hand<framing::length_prefixed> peer(initiator(usual_client(), "HTTP/w\xFF"));
    peer.tested->blocking_executor(pool.executor());
    peer.begin();
    CHECK(is(peer.outcome(), errc::target_unknown));
    CHECK(peer.tested->handshake_error().empty());
}

TEST_CASE("an error of the framing alone") {
    used_pool pool;
    by_hand<framing::length_prefixed> peer(client_of());
    peer.tested->blocking_executor(pool.executor());
    peer.begin();
    (void)peer.heard(5);
    peer.say(big(0x7FFFFFFF));
    CHECK(peer.outcome() == stream_errc::frame_too_large);
    CHECK(peer.tested->handshake_error().empty());
}

TEST_CASE("what the library answers is told by the stream it belongs to, whichever thread made the step") {
    used_pool pool;
    by_hand<framing::length_prefixed> one(initiator(usual_client(), service_of("one")));
    by_hand<framing::length_prefixed> two(initiator(usual_client(), service_of("two")));
    for (auto* each : {&one, &two}) {
        each->tested->blocking_executor(pool.executor());
        each->begin();
    }
    for (auto* each : {&one, &two})
        CHECK(is(each->outcome(), errc::target_unknown));
    fail_elsewhere(); // on the thread that reads
    const auto told = [](const auto& of) { return of.tested->handshake_error().text; };
    CHECK(told(one).find("HTTP/one.") != std::string::npos);
    CHECK(told(one).find("HTTP/two.") == std::string::npos);
    CHECK(told(two).find("HTTP/two.") != std::string::npos);
    CHECK(told(two).find("HTTP/one.") == std::string::npos);
    for (auto* each : {&one, &two})
        CHECK(told(*each).find("elsewhere") == std::string::npos);
}
