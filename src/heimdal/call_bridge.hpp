// SPDX-License-Identifier: BSL-1.0
// A call of the library while Heimdal works for it: what Heimdal's callbacks find of it, and whose clock Heimdal goes by.
#pragma once

#include "../gss/kdc_call.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>

namespace sspi::heimdal {

class watched_exchange;
class watched_forwarding;

/// Stands around all that Heimdal does for one step of a call. Heimdal 7.8 calls back without handing on anything of who
/// called it: a send-to-KDC plugin gets what it made when the process began, and a string-to-key function gets a copy of the
/// password. Those two, and nobody else, look here for the call of this thread. It is the innermost one: a route that
/// answers in the process may call the library anew.
///
/// As long as it lives, Heimdal goes by the clock of the call. Its GSS-API has a krb5_context of its own on each thread,
/// which others in the process may use too: it is left alone by calls that go by the machine's clock.
class call_bridge {
  public:
    explicit call_bridge(kdc_call& call, watched_exchange* one = nullptr,
                         watched_forwarding* forwarding = nullptr) noexcept;
    ~call_bridge();
    call_bridge(const call_bridge&) = delete;
    call_bridge& operator=(const call_bridge&) = delete;

    /// For callbacks. Null where Heimdal works for somebody else in the process.
    [[nodiscard]] static call_bridge* of_callback() noexcept;

    [[nodiscard]] kdc_call& call() const noexcept { return call_; }

    /// The AS exchange that the thread is in; null outside of one.
    [[nodiscard]] watched_exchange* exchange() const noexcept { return exchange_; }

    /// Who looks at tickets that the mechanism asks for to forward them; null where it must not ask for any.
    [[nodiscard]] watched_forwarding* forwarding() const noexcept { return forwarding_; }

    /// While it lives, the thread does something else than what Heimdal was asked for: it answers a callback.
    class answering {
      public:
        explicit answering(call_bridge& of) noexcept : of_(of) { of_.answers_ = true; }
        ~answering() { of_.answers_ = false; }
        answering(const answering&) = delete;
        answering& operator=(const answering&) = delete;

      private:
        call_bridge& of_;
    };

  private:
    [[nodiscard]] static call_bridge*& innermost() noexcept;

    kdc_call& call_;
    call_bridge* const outer_;
    const std::int32_t seconds_;
    watched_exchange* const exchange_;
    watched_forwarding* const forwarding_;
    std::optional<int> former_; // of the GSS-API
    bool answers_ = false;
};

/// Back to the call's clock on this thread, after an exchange in which Heimdal noted how far a KDC's clock is from the
/// machine's: that would stand for good, and spoil exchanges with a KDC whose clock is right.
void resume_clock(const kdc_call& call) noexcept;

/// Heimdal takes the clock from a cache when it asks a KDC with the tickets in it. For caches that are this library's own.
void keep_clock(const kdc_call& call, krb5_ccache cache) noexcept;

} // namespace sspi::heimdal
