// SPDX-License-Identifier: BSL-1.0
// The threads that make blocking calls where the caller names none.
#pragma once

#include <sspi/asio/impl/blocking_call.hpp>

#include <boost/asio/thread_pool.hpp>

#include <memory>

namespace sspi::impl {

/// One for the process, made when it is first needed. It is destroyed at exit: before what the library keeps for the
/// process, which was there when the first credential was made, and without waiting for KDCs.
class handshake_threads {
  public:
    handshake_threads(const handshake_threads&) = delete;
    handshake_threads& operator=(const handshake_threads&) = delete;
    ~handshake_threads() {
        pool_.stop();
        calls_.for_each([](blocking_call& call) { call.cancel(); });
        pool_.join();
    }

    [[nodiscard]] static handshake_threads& instance() {
        static handshake_threads process_wide;
        return process_wide;
    }
    [[nodiscard]] boost::asio::thread_pool::executor_type executor() noexcept { return pool_.get_executor(); }
    void add(const std::shared_ptr<blocking_call>& call) { calls_.add(call); }

  private:
    handshake_threads() = default;

    // Mostly they wait, so there are more of them than processors often are.
    static constexpr std::size_t threads = 8;

    call_list calls_;
    boost::asio::thread_pool pool_{threads};
};

} // namespace sspi::impl
