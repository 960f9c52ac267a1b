// SPDX-License-Identifier: BSL-1.0
// Tests of functions that answer in place of the network.
#include <support/catch.hpp>

#include "asking.hpp"

#include <transport/routes.hpp>

#include <stop_token>

using namespace sspi;
using namespace sspi::test;
using gss::route_answer;

namespace {

/// A route for the realm that `ask` asks, as long as it lives.
class scoped_route {
  public:
    explicit scoped_route(std::function<route_answer(int)> answer) {
        transport::routes().set(
            "EXAMPLE.TEST", [this, answer = std::move(answer)](
                                const std::string&, std::span<const std::byte>) { return answer(++asked_); });
    }
    ~scoped_route() { transport::routes().set("EXAMPLE.TEST", nullptr); }
    scoped_route(const scoped_route&) = delete;
    scoped_route& operator=(const scoped_route&) = delete;
    [[nodiscard]] int asked() const { return asked_; }

  private:
    std::atomic<int> asked_{0};
};

route_answer of(std::vector<gss::route_reply> replies) {
    return {.replies = std::move(replies)};
}

} // namespace

TEST_CASE("a route answers, and nobody else is asked") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(1); });
    const auto by = servers({at(kdc.port())});
    {
        const scoped_route route([](int) { return of({{reply_with(2)}}); });
        const auto done = ask(by);
        CHECK(done.reply == reply_with(2));
        CHECK(done.outcome("route") == kdc_outcome::answered);
        CHECK(kdc.asked() == 0);
    }
    CHECK(ask(by).reply == reply_with(1));
}

TEST_CASE("the reply that comes first counts, and what is no message does not") {
    const scoped_route route([](int) {
        return of({{reply_with(2), 60ms}, {reply_with(1), 30ms}, {octets(9), 0ms}});
    });
    const auto done = ask(servers({}));
    CHECK(done.reply == reply_with(1));
    CHECK(done.took >= 30ms);
}

TEST_CASE("a route that cannot be reached, or talks nonsense, fails at once") {
    const bool reachable = GENERATE(false, true);
    const scoped_route route([=](int) {
        auto out = of({});
        if (reachable) out.replies.push_back({octets(9)});
        out.reachable = reachable;
        return out;
    });
    const auto done = ask(servers({}));
    CHECK_FALSE(done.reply);
    CHECK(done.outcome("route") == (reachable ? kdc_outcome::malformed : kdc_outcome::unreachable));
    CHECK(done.end == kdc_call::end::none);
    CHECK(done.took < 5s);
}

TEST_CASE("a silent route is asked again after a try, until the time is up") {
    auto by = servers({});
    by.each_try = 50ms;
    {
        const scoped_route route([](int count) { return count < 3 ? of({}) : of({{reply_with()}}); });
        CHECK(ask(by).reply == reply_with());
        CHECK(route.asked() == 3);
    }
    by.whole_call = 120ms;
    const scoped_route route([](int) { return of({}); });
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::too_late);
    CHECK(done.outcome("route") == kdc_outcome::silent);
    CHECK(done.took >= 120ms);
    CHECK(done.took < 5s);
}

TEST_CASE("a reply that is later than a try is too late for it") {
    auto by = servers({});
    by.each_try = 50ms;
    by.whole_call = 150ms;
    const scoped_route route([](int) { return of({{reply_with(), 60ms}}); });
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::too_late);
}

TEST_CASE("the wait for a route's reply is cancelled") {
    const auto delay = GENERATE(std::optional<std::chrono::milliseconds>(15s), std::nullopt);
    const scoped_route route([=](int) { return delay ? of({{reply_with(), *delay}}) : of({}); });
    std::stop_source source;
    kdc_call call(gss::kdc_policy{}, source.get_token());
    std::jthread other([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    const auto done = ask_in(call, servers({}));
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::cancelled);
    CHECK(done.outcome("route") == kdc_outcome::abandoned);
    CHECK(done.took < 5s);
}

TEST_CASE("an error by a route is noted, and a good reply after it takes the note away") {
    const scoped_route route([](int count) { return of({{count == 1 ? krb_error(25) : reply_with()}}); });
    kdc_call call{gss::kdc_policy{}};
    CHECK(ask_in(call, servers({})).record.error.has_value());
    CHECK_FALSE(ask_in(call, servers({})).record.error.has_value());
    CHECK(call.record().attempts.size() == 2);
}

TEST_CASE("a route ends when the calls under way have come back") {
    std::atomic<bool> within{false}, back{false};
    auto route = std::make_unique<scoped_route>([&](int) {
        within = true;
        std::this_thread::sleep_for(50ms);
        back = true;
        return of({{reply_with()}});
    });
    std::jthread client([] { (void)ask(servers({})); });
    while (!within)
        std::this_thread::yield();
    route.reset();
    CHECK(back);
}
