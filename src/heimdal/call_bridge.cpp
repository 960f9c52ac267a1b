// SPDX-License-Identifier: BSL-1.0
// A call of the library while Heimdal works for it.
#include "call_bridge.hpp"

#include <sys/time.h>

#include <ctime>
#include <utility>

namespace sspi::heimdal {

namespace {

/// Which second it is; nothing at the moment when time() and gettimeofday() do not agree on it.
[[nodiscard]] std::optional<std::time_t> agreed_second() noexcept {
    timeval fine{};
    gettimeofday(&fine, nullptr);
    const auto coarse = std::time(nullptr);
    return coarse == fine.tv_sec ? std::optional(coarse) : std::nullopt;
}

/// How far the clock of the GSS-API is ahead. It tells the difference of two clocks, neither of which may tick meanwhile.
[[nodiscard]] int mechanism_clock() noexcept {
    for (;;) {
        const auto before = agreed_second();
        int out = 0;
        gsskrb5_get_time_offset(&out);
        if (before && agreed_second() == before) return out;
    }
}

/// It is set by the same two clocks, and takes a second off for the part of one that has passed.
void set_mechanism_clock(int wanted) noexcept {
    constexpr int most_tries = 10;
    int asked = wanted;
    for (int i = 0; i < most_tries; ++i) {
        gsskrb5_set_time_offset(asked);
        const int got = mechanism_clock();
        if (got == wanted) return;
        asked += wanted - got;
    }
}

void set_library_clock(std::int32_t seconds) noexcept {
    if (const auto context = thread_context()) krb5_set_kdc_sec_offset(context, seconds, 0);
}

[[nodiscard]] std::int32_t seconds_of(const kdc_call& call) noexcept {
    return static_cast<std::int32_t>(call.clock_offset().count());
}

} // namespace

call_bridge*& call_bridge::innermost() noexcept {
    thread_local constinit call_bridge* bridge = nullptr;
    return bridge;
}

call_bridge* call_bridge::of_callback() noexcept {
    auto* const found = innermost();
    return found != nullptr && !found->answers_ ? found : nullptr;
}

call_bridge::call_bridge(kdc_call& call, watched_exchange* one, watched_forwarding* forwarding) noexcept
    : call_(call), outer_(std::exchange(innermost(), this)), seconds_(seconds_of(call)), exchange_(one),
      forwarding_(forwarding) {
    set_library_clock(seconds_);
    if (seconds_ == (outer_ == nullptr ? 0 : outer_->seconds_)) return;
    former_ = mechanism_clock();
    set_mechanism_clock(seconds_);
}

call_bridge::~call_bridge() {
    if (former_) set_mechanism_clock(*former_);
    set_library_clock(outer_ == nullptr ? 0 : outer_->seconds_);
    innermost() = outer_;
}

void resume_clock(const kdc_call& call) noexcept {
    set_library_clock(seconds_of(call));
}

void keep_clock(const kdc_call& call, krb5_ccache cache) noexcept {
    krb5_cc_set_kdc_offset(thread_context(), cache, seconds_of(call));
}

} // namespace sspi::heimdal
