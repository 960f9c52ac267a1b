// SPDX-License-Identifier: BSL-1.0
// async_read_some of a stream.
#pragma once

#include <sspi/asio/impl/operation.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace sspi::impl {

/// Cancelling it loses nothing: what has arrived of a message stays in the stream, for the next read.
template <class State, class Buffers, class Report>
class read_operation : operation<State, Report> {
  public:
    read_operation(std::shared_ptr<State> state, const Buffers& to, Report report)
        : operation<State, Report>(std::move(state), report), to_(to) {}

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t count = 0) {
        if (this->begins())
            start(self);
        else if (this->resumes_ended())
            finish(self);
        else if (this->state().codec->protects())
            arrived(self, error, count);
        else
            this->end(self, error, count);
    }

  private:
    template <class Self>
    void start(Self& self) {
        self.reset_cancellation_state(boost::asio::enable_total_cancellation());
        auto error = this->state().unusable();
        if (!error && this->state().reading) error = boost::asio::error::already_started;
        if (error || boost::asio::buffer_size(to_) == 0) return this->end(self, error);
        turn_ = turn(this->shared(), &State::reading);
        deliver(self);
    }

    template <class Self>
    void arrived(Self& self, boost::system::error_code error, std::size_t count) {
        auto& state = this->state();
        state.in.commit(count);
        if (error == boost::asio::error::eof) error = state.in.end(state.codec->format().marks_end);
        error ? this->end(self, error) : deliver(self);
    }

    template <class Self>
    void deliver(Self& self) {
        auto& state = this->state();
        boost::system::error_code error;
        if (!state.codec->protects()) {
            if (!state.in.arrived().empty()) return this->end(self, error, state.in.take_raw(to_));
        } else {
            if (state.in.has_plain(*state.codec, error)) return this->end(self, error, state.in.take(to_));
            if (error) return this->end(self, error);
        }
        if (this->stopped(self)) return this->end(self, boost::asio::error::operation_aborted);
        read_more(self, state);
    }

    template <class Self>
    void read_more(Self& self, State& state) {
        auto& layer = *state.next;
        if (!state.codec->protects()) {
            const auto to = to_; // moves with the operation
            layer.async_read_some(to, std::move(self));
        } else {
            const auto room = state.in.prepare(state.in.missing());
            layer.async_read_some(boost::asio::buffer(room.data(), room.size()), std::move(self));
        }
    }

    template <class Self>
    void finish(Self& self) {
        turn_.end();
        this->complete(self, this->state().in.detail(), this->count());
    }

    Buffers to_;
    turn turn_{};
};

} // namespace sspi::impl
