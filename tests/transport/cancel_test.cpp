// SPDX-License-Identifier: BSL-1.0
// Tests of requests that another thread cancels.
#include <support/catch.hpp>

#include "asking.hpp"

#include <stop_token>

using namespace sspi;
using namespace sspi::test;

namespace {

/// What a request does that is cancelled a little later; `returned` is the time from that to its end.
struct cancelled_request : asked {
    std::chrono::milliseconds returned{0};
};

cancelled_request cancelled_after(std::chrono::milliseconds time, const transport::settings& by) {
    std::stop_source source;
    std::atomic<clock::time_point> when{};
    std::jthread other([&] {
        std::this_thread::sleep_for(time);
        when = clock::now();
        source.request_stop();
    });
    kdc_call call(gss::kdc_policy{}, source.get_token());
    cancelled_request out{ask_in(call, by)};
    out.returned = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - when.load());
    return out;
}

} // namespace

TEST_CASE("a request that waits for a server is cancelled") {
    const silent_server dead;
    const auto by_protocol = GENERATE(protocol::any, protocol::tcp);
    const auto done = cancelled_after(50ms, servers({at(dead.port(), by_protocol)}));
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::cancelled);
    CHECK(done.record.attempts.front().outcome == kdc_outcome::abandoned);
    CHECK(done.returned < 2s); // and not after the 20 of a try
}

TEST_CASE("a request that waits for DNS is cancelled") {
    const silent_server dns;
    auto by = servers({});
    by.looks_up = true;
    by.name_servers = "127.0.0.1:" + std::to_string(dns.port());
    const auto done = cancelled_after(50ms, by);
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::cancelled);
    CHECK(done.returned < 2s);
}

TEST_CASE("a call that was cancelled before asks nobody") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(); });
    std::stop_source source;
    source.request_stop();
    kdc_call call(gss::kdc_policy{}, source.get_token());
    const auto done = ask_in(call, servers({at(kdc.port())}));
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::cancelled);
    CHECK(kdc.asked() == 0);
}

TEST_CASE("an answer that came before the cancellation is kept") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(); });
    std::stop_source source;
    kdc_call call(gss::kdc_policy{}, source.get_token());
    const auto by = servers({at(kdc.port())});
    CHECK(ask_in(call, by).reply == reply_with());
    source.request_stop();
    const auto later = ask_in(call, by);
    CHECK_FALSE(later.reply);
    CHECK(later.end == kdc_call::end::cancelled);
    CHECK(kdc.asked() == 1);
}
