// SPDX-License-Identifier: BSL-1.0
// Waiting for the network: all calls of the process that do so share one reactor, so that each holds its sockets and nothing more.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace sspi::transport {

class reactor;

/// What one call does on the reactor. Its handlers run one at a time, but on any thread that waits at the moment: the first of
/// those runs what comes for all of them (leader and followers). None runs any more when `run` has returned.
class event_loop {
  public:
    event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;
    /// The objects that do something here have gone before.
    ~event_loop();

    /// What sockets and timers are made with, and work is posted to.
    [[nodiscard]] boost::asio::any_io_executor executor() const;

    /// Calls `start`, which begins what is to be done, and waits on an errand (process/forks.hpp) until `stop` was called. Throws
    /// what `start` or a handler has thrown, which ends it too. Once.
    void run(const std::function<void()>& start);

    /// From any thread, at any time.
    void stop() noexcept;

  private:
    friend class reactor;
    struct state;
    class handlers;

    void close() noexcept;

    reactor& reactor_;
    const std::shared_ptr<state> state_;
};

} // namespace sspi::transport
