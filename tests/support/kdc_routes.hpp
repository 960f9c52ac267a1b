// SPDX-License-Identifier: BSL-1.0
// KDCs of the shared realm that are slow, silent or gone, by SspiSetKdcRoute; and what calls of one thread cost.
#pragma once

#include <support/test_realm.hpp>

#include <sspi_extensions.h>

#include <atomic>
#include <chrono>
#include <span>
#include <thread>

namespace sspi::test {

using namespace std::chrono_literals;

/// Instead of the realm's own route, as long as it lives. Silent at first.
class scripted_kdc {
  public:
    scripted_kdc() {
        shared_realm().disconnect();
        SspiSetKdcRoute(realm_name, ask, this);
    }
    ~scripted_kdc() {
        SspiSetKdcRoute(realm_name, nullptr, nullptr);
        shared_realm().connect();
    }
    scripted_kdc(const scripted_kdc&) = delete;
    scripted_kdc& operator=(const scripted_kdc&) = delete;

    /// From now on requests are answered, so much later.
    void answer(std::chrono::milliseconds delay = 0ms) {
        delay_ = static_cast<ULONG>(delay.count());
        answers_ = true;
    }
    void fall_silent() { answers_ = false; }
    [[nodiscard]] int asked() const { return asked_; }
    void wait_until_asked(int times = 1) const {
        while (asked_ < times)
            std::this_thread::sleep_for(1ms);
    }

  private:
    static LONG ask(void* context, const char*, const void* request, ULONG size, SSPI_KDC_DELIVER_FN deliver,
                    void* to) {
        auto& self = *static_cast<scripted_kdc*>(context);
        ++self.asked_;
        if (!self.answers_) return 0;
        const auto reply = shared_realm()->answer({static_cast<const std::byte*>(request), size});
        deliver(to, reply.data(), static_cast<ULONG>(reply.size()), self.delay_);
        return 0;
    }

    std::atomic<bool> answers_{false};
    std::atomic<ULONG> delay_{0};
    std::atomic<int> asked_{0};
};

/// A cancellation, freed at the end.
class owned_cancellation {
  public:
    owned_cancellation() { SspiCreateCancellation(&handle_); }
    ~owned_cancellation() { SspiFreeCancellation(&handle_); }
    owned_cancellation(const owned_cancellation&) = delete;
    owned_cancellation& operator=(const owned_cancellation&) = delete;
    [[nodiscard]] PSspiCancellation get() { return &handle_; }

  private:
    SspiCancellation handle_{};
};

/// This thread's calls obey a cancellation as long as it lives.
class obeying {
  public:
    explicit obeying(owned_cancellation& whom) { SspiUseCancellation(whom.get()); }
    ~obeying() { SspiUseCancellation(nullptr); }
    obeying(const obeying&) = delete;
    obeying& operator=(const obeying&) = delete;
};

template <class Work>
[[nodiscard]] std::chrono::milliseconds time_of(Work&& work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

} // namespace sspi::test
