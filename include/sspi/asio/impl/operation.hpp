// SPDX-License-Identifier: BSL-1.0
// What the asynchronous operations of a stream have in common.
#pragma once

#include <sspi/asio/impl/report.hpp>
#include <sspi/asio/impl/stream_state.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace sspi::impl {

/// An operation is a function object that is called with what the last asynchronous call came to, and begins the next.
/// A handler must not be invoked by the function that began its operation: what is over at once goes through post().
template <class State, class Report>
class operation {
  public:
    operation(std::shared_ptr<State> state, Report report) noexcept
        : state_(std::move(state)), report_(report) {}

  protected:
    [[nodiscard]] State& state() noexcept { return *state_; }
    [[nodiscard]] const std::shared_ptr<State>& shared() const noexcept { return state_; }

    /// Called first when the operation is called: whether this is the beginning.
    [[nodiscard]] bool begins() noexcept {
        return std::exchange(first_, false) ? (initiating_ = true) : false;
    }
    /// Called next otherwise: whether the result was waiting.
    [[nodiscard]] bool resumes_ended() noexcept {
        initiating_ = false;
        return ended_;
    }
    /// Why the operation cannot go on: cancelled, or the stream is gone.
    template <class Self>
    [[nodiscard]] bool stopped(Self& self) const noexcept {
        return state_->next == nullptr || self.cancelled() != boost::asio::cancellation_type::none;
    }
    /// Ends it with a result that take_result() gives.
    template <class Self>
    void end(Self& self, const boost::system::error_code& error, std::size_t count = 0) {
        error_ = error;
        count_ = count;
        ended_ = true;
        if (initiating_) {
            auto executor = state_->executor;
            boost::asio::post(executor, std::move(self));
        } else {
            self();
        }
    }
    /// Calls the handler with the result. `detail` is of what the library refused last.
    template <class Self, class... Results>
    void complete(Self& self, const error_detail& detail, Results... results) {
        report_.complete(self, error_, state_->target, detail, results...);
    }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

  private:
    std::shared_ptr<State> state_;
    Report report_;
    boost::system::error_code error_{};
    std::size_t count_ = 0;
    bool first_ = true;
    bool initiating_ = false;
    bool ended_ = false;
};

} // namespace sspi::impl
