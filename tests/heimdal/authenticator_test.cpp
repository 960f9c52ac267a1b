// SPDX-License-Identifier: BSL-1.0
// For how long an opening is remembered: as long as Heimdal would take it.
#include <support/catch.hpp>

#include <core/replay_cache.hpp>
#include <heimdal/authenticator.hpp>
#include <heimdal/objects.hpp>

#include <chrono>

using namespace sspi;
using namespace std::chrono_literals;

namespace {

using clock = core::replay_cache::clock;

/// Remembers an opening that comes at a time.
struct at_a_time final : gss::opening_judge {
    core::replay_cache remembered{64};
    clock::time_point now{};

    result<void> admit(const gss::authenticator& seen) override {
        auto reserved = remembered.reserve(seen, now);
        if (!reserved) return reserved.error();
        reserved->keep();
        return {};
    }
};

[[nodiscard]] bool is_admitted(at_a_time& judge, clock::time_point at) {
    gss::kdc_call call;
    AP_REQ request{};
    judge.now = at;
    return heimdal::admit(call, &judge, "alice@SSPI.TEST", request).has_value();
}

} // namespace

TEST_CASE("an opening is known for as long as its time is not too far off, whole seconds being compared") {
    // Its time is ahead by the skew: it is good until the skew after that has passed to the last whole second's end.
    const auto good_for = 2 * std::chrono::seconds(krb5_get_max_time_skew(heimdal::thread_context())) + 1s;
    // The clock by which it is remembered has begun its second before, with, or after the clock of the machine.
    for (const auto into_second : {0ms, 1ms, 132ms, 500ms, 999ms}) {
        at_a_time judge;
        const auto came = clock::time_point(1000s + into_second);
        CHECK(is_admitted(judge, came));
        CHECK_FALSE(is_admitted(judge, came));
        CHECK_FALSE(is_admitted(judge, came + good_for - 1ms));
        CHECK(is_admitted(judge, came + good_for + 1s));
    }
}
