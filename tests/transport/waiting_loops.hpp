// SPDX-License-Identifier: BSL-1.0
// Calls that wait on loops of their own.
#pragma once

#include <transport/event_loop.hpp>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <thread>
#include <vector>

namespace sspi::test {

namespace asio = boost::asio;
using boost::system::error_code;
using transport::event_loop;

/// Waits for that long, on a loop of its own.
inline void wait_for(std::chrono::milliseconds time) {
    event_loop loop;
    asio::steady_timer timer(loop.executor(), time);
    loop.run([&] { timer.async_wait([&](const error_code&) { loop.stop(); }); });
}

/// Threads that wait until each is stopped.
class waiters {
  public:
    explicit waiters(int count) : loops_(static_cast<std::size_t>(count)) {
        for (auto& each : loops_)
            threads_.emplace_back([&each, this] {
                each.loop.emplace();
                {
                    asio::ip::udp::socket silent(each.loop->executor(), asio::ip::udp::v4());
                    each.loop->run([&] {
                        silent.async_wait(asio::socket_base::wait_read, [](const error_code&) {});
                        ++waiting_;
                        waiting_.notify_all();
                    });
                }
                each.ended = true;
                each.ended.notify_all();
            });
        for (int now = waiting_; now != count; now = waiting_)
            waiting_.wait(now);
    }
    ~waiters() {
        for (std::size_t i = 0; i < loops_.size(); ++i)
            if (!stopped(i)) loops_[i].loop->stop();
        for (auto& each : threads_)
            each.join();
    }
    waiters(const waiters&) = delete;
    waiters& operator=(const waiters&) = delete;

    /// How long it took until it had ended.
    std::chrono::steady_clock::duration stop(std::size_t which) {
        const auto start = std::chrono::steady_clock::now();
        loops_[which].stopped = true;
        loops_[which].loop->stop();
        loops_[which].ended.wait(false);
        return std::chrono::steady_clock::now() - start;
    }
    void tell_to_stop(std::size_t which) { loops_[which].loop->stop(); }
    [[nodiscard]] bool stopped(std::size_t which) const { return loops_[which].stopped; }

  private:
    struct one {
        std::optional<event_loop> loop{};
        bool stopped = false;
        std::atomic<bool> ended{false};
    };
    std::atomic<int> waiting_{0};
    std::vector<one> loops_;
    std::vector<std::thread> threads_{};
};

} // namespace sspi::test
