// SPDX-License-Identifier: BSL-1.0
// Waiting for the network on an errand (process/forks.hpp), so that fork() need not wait for it as well.
#pragma once

#include "../process/forks.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <concepts>
#include <utility>

namespace sspi::transport {

/// Every handler of ours that touches more than its own sockets and timers is wrapped: process::within, or `all_within`.
inline void run_outside(boost::asio::io_context& io) {
    const process::errand waiting;
    io.run();
}

/// Where an operation of several steps runs each of them within.
class executor_within {
  public:
    /// A template, so that nothing is converted: whether this is an executor is asked while it is found out whether it is one.
    template <std::same_as<boost::asio::any_io_executor> Executor>
    explicit executor_within(Executor inner) noexcept : inner_(std::move(inner)) {}

    [[nodiscard]] boost::asio::execution_context&
    query(boost::asio::execution::context_t property) const noexcept {
        return boost::asio::query(inner_, property);
    }
    [[nodiscard]] executor_within require(boost::asio::execution::blocking_t::never_t property) const {
        return executor_within(boost::asio::require(inner_, property));
    }
    template <class Function>
    void execute(Function function) const {
        inner_.execute(process::within(std::move(function)));
    }
    friend bool operator==(const executor_within&, const executor_within&) noexcept = default;

  private:
    boost::asio::any_io_executor inner_;
};

template <class Handler>
[[nodiscard]] auto all_within(boost::asio::io_context& io, Handler handler) {
    const boost::asio::any_io_executor inner = io.get_executor();
    return boost::asio::bind_executor(executor_within(inner), std::move(handler));
}

} // namespace sspi::transport
