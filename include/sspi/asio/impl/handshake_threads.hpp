// SPDX-License-Identifier: BSL-1.0
// The threads that make blocking calls where the caller names none.
#pragma once

#include <sspi/asio/impl/queued_call.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>

#if defined(_WIN32)
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#endif

namespace sspi::impl {

#if defined(_WIN32)

/// One for the program or DLL, made when it is first needed. It is destroyed at exit without waiting for KDCs.
class handshake_threads {
  public:
    handshake_threads(const handshake_threads&) = delete;
    handshake_threads& operator=(const handshake_threads&) = delete;
    ~handshake_threads() {
        pool_.stop();
        calls_.for_each([](blocking_call& call) { call.obeys().cancel(); });
        pool_.join();
    }

    [[nodiscard]] static handshake_threads& instance() {
        static handshake_threads process_wide;
        return process_wide;
    }
    static void most(std::size_t) noexcept {}
    void add(const std::shared_ptr<blocking_call>& call) {
        calls_.add(call);
        boost::asio::post(pool_, queued_call(call));
    }

  private:
    handshake_threads() = default;

    static constexpr std::size_t threads = 32; // mostly they wait

    call_list calls_;
    boost::asio::thread_pool pool_{threads};
};

#else

/// Those of the library, of which there is one set in the process (SspiQueueWork).
class SSPI_IMPL_SHARED handshake_threads {
  public:
    handshake_threads(const handshake_threads&) = delete;
    handshake_threads& operator=(const handshake_threads&) = delete;

    [[nodiscard]] static handshake_threads& instance() noexcept {
        static handshake_threads process_wide;
        return process_wide;
    }
    static void most(std::size_t threads) {
        constexpr std::size_t limit = 0xFFFFFFFF;
        unnoted(SspiSetWorkThreads(static_cast<ULONG>(std::min(threads, limit))))
            .check("sspi::handshake_threads");
    }
    void add(const std::shared_ptr<blocking_call>& call) {
        auto queued = std::make_unique<queued_call>(call);
        auto obeys = cancellation_access::handle(call->obeys());
        const auto status = SspiQueueWork(take, queued.get(), &obeys);
        if (status >= 0)
            static_cast<void>(queued.release()); // take() has it
        else
            call->give_up(unnoted(status).code());
    }

  private:
    handshake_threads() = default;

    static void take(void* context, int make) {
        const std::unique_ptr<queued_call> queued(static_cast<queued_call*>(context));
        if (make != 0) (*queued)();
    }
};

#endif

} // namespace sspi::impl
