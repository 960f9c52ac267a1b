// SPDX-License-Identifier: BSL-1.0
// async_shutdown of a stream.
#pragma once

#include <sspi/asio/impl/operation.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace sspi::impl {

/// Sends what is unsent and the mark of the end, where the framing has one.
template <class State, class Report>
class shutdown_operation : operation<State, Report> {
  public:
    shutdown_operation(std::shared_ptr<State> state, Report report)
        : operation<State, Report>(std::move(state), report) {}

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t count = 0) {
        if (this->begins()) return start(self);
        if (this->resumes_ended()) return finish(self);
        this->state().out.sent(count);
        error ? this->end(self, error) : send(self);
    }

  private:
    template <class Self>
    void start(Self& self) {
        auto& state = this->state();
        auto error = state.unusable();
        if (!error && state.writing) error = boost::asio::error::already_started;
        if (!error) error = state.end_output();
        if (error) return this->end(self, error);
        turn_ = turn(this->shared(), &State::writing);
        send(self);
    }

    template <class Self>
    void send(Self& self) {
        auto& state = this->state();
        const auto rest = state.out.unsent();
        if (rest.empty()) return this->end(self, {});
        if (this->stopped(self)) return this->end(self, boost::asio::error::operation_aborted);
        state.next->async_write_some(boost::asio::buffer(rest.data(), rest.size()), std::move(self));
    }

    template <class Self>
    void finish(Self& self) {
        turn_.end();
        this->complete(self, this->state().out.detail());
    }

    turn turn_{};
};

} // namespace sspi::impl
