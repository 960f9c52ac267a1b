// SPDX-License-Identifier: BSL-1.0
// The sockets and the time-outs of c-ares, watched by an event loop.
#pragma once

#include "resolver.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <ares.h>

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace sspi::transport {

class resolver::channel {
  public:
    /// Throws `std::runtime_error` where c-ares says no.
    channel(event_loop& loop, std::string name_servers);
    ~channel();
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    [[nodiscard]] event_loop& loop() noexcept { return loop_; }
    [[nodiscard]] ares_channel handle() noexcept { return handle_; }

    [[nodiscard]] std::size_t open_sockets() const noexcept { return sockets_.size(); }

    /// Once something was asked.
    void watch_time();

  private:
    /// A socket that c-ares opened and is going to close.
    struct watched {
        explicit watched(const event_loop& loop) : descriptor(loop.executor()) {}
        boost::asio::posix::stream_descriptor descriptor;
        bool reads = false, writes = false;                 // what c-ares waits for
        bool waits_to_read = false, waits_to_write = false; // what the loop was asked for
    };

    void socket_changed(ares_socket_t socket, bool reads, bool writes);
    void watch(ares_socket_t socket, const std::shared_ptr<watched>& of);
    void process(ares_socket_t readable, ares_socket_t writable);

    event_loop& loop_;
    boost::asio::steady_timer timer_;
    std::map<ares_socket_t, std::shared_ptr<watched>> sockets_{};
    ares_channel handle_ = nullptr;
};

} // namespace sspi::transport
