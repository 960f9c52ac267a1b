// SPDX-License-Identifier: BSL-1.0
// async_write_some of a stream.
#pragma once

#include <sspi/asio/impl/operation.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace sspi::impl {

/// Writes one message. When it is cancelled the rest of the message stays in the stream and goes out with the next write,
/// so the octets of the message count as written.
template <class State, class Buffers, class Report>
class write_operation : operation<State, Report> {
  public:
    write_operation(std::shared_ptr<State> state, const Buffers& from, Report report)
        : operation<State, Report>(std::move(state), report), from_(from) {}

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t count = 0) {
        if (this->begins())
            start(self);
        else if (this->resumes_ended())
            finish(self);
        else if (this->state().codec->protects())
            sent(self, error, count);
        else
            this->end(self, error, count);
    }

  private:
    template <class Self>
    void start(Self& self) {
        self.reset_cancellation_state(boost::asio::enable_partial_cancellation());
        auto error = this->state().unusable();
        if (!error && this->state().writing) error = boost::asio::error::already_started;
        if (!error && this->state().ended) error = boost::asio::error::shut_down;
        if (error || boost::asio::buffer_size(from_) == 0) return this->end(self, error);
        turn_ = turn(this->shared(), &State::writing);
        if (this->state().codec->protects()) return send(self);
        const auto from = from_; // moves with the operation
        this->state().next->async_write_some(from, std::move(self));
    }

    template <class Self>
    void sent(Self& self, const boost::system::error_code& error, std::size_t count) {
        this->state().out.sent(count);
        if (!error) return send(self);
        this->end(self, error, error == boost::asio::error::operation_aborted ? taken_ : 0);
    }

    template <class Self>
    void send(Self& self) {
        auto& state = this->state();
        if (state.out.unsent().empty()) {
            if (taken_ != 0) return this->end(self, {}, taken_);
            boost::system::error_code error;
            taken_ = state.out.put(*state.codec, from_, error);
            if (error) return this->end(self, error);
        }
        if (this->stopped(self)) return this->end(self, boost::asio::error::operation_aborted, taken_);
        const auto rest = state.out.unsent();
        state.next->async_write_some(boost::asio::buffer(rest.data(), rest.size()), std::move(self));
    }

    template <class Self>
    void finish(Self& self) {
        turn_.end();
        this->complete(self, this->state().out.detail(), this->count());
    }

    Buffers from_;
    std::size_t taken_ = 0;
    turn turn_{};
};

} // namespace sspi::impl
