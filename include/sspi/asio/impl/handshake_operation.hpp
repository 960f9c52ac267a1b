// SPDX-License-Identifier: BSL-1.0
// async_handshake of a stream.
#pragma once

#include <sspi/asio/impl/async_call.hpp>
#include <sspi/asio/impl/may_wait.hpp>
#include <sspi/asio/impl/operation.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace sspi::impl {

/// A step and all that it uses, which nobody else uses while it is made. It may outlive the stream and its executor, on a
/// thread of the pool, and has nothing of them.
class step_call {
  public:
    step_call(std::shared_ptr<party> who, std::span<const std::byte> token)
        : who_(std::move(who)), token_(token.begin(), token.end()) {}

    void make() noexcept {
#if defined(__cpp_exceptions)
        try {
            outcome_ = who_->step(token_);
        } catch (const std::bad_alloc&) {
            outcome_ = {};
            outcome_.error = make_error_code(errc::insufficient_memory);
        }
#else
        outcome_ = who_->step(token_);
#endif
    }
    [[nodiscard]] const step_outcome& outcome() const noexcept {
        return outcome_;
    }

  private:
    std::shared_ptr<party> who_;
    std::vector<std::byte> token_;
    step_outcome outcome_{};
};

template <class State, class Report>
class handshake_operation : operation<State, Report> {
    using action = typename State::machine::action;

  public:
    handshake_operation(std::shared_ptr<State> state, Report report)
        : operation<State, Report>(std::move(state), report) {}

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t count = 0) {
        if (this->begins()) return start(self);
        if (this->resumes_ended()) return this->complete(self, this->state().detail);
        took(error, count);
        go_on(self);
    }

  private:
    template <class Self>
    void start(Self& self) {
        if (const auto error = this->state().begin_handshake()) return this->end(self, error);
        go_on(self);
    }

    void took(const boost::system::error_code& error, std::size_t count) {
        auto& machine = *this->state().handshake;
        switch (pending_) {
        case action::call:
            called(error);
            break;
        case action::write:
            machine.wrote(count, error);
            break;
        default:
            machine.arrived(count, error);
            break;
        }
    }

    void called(const boost::system::error_code& error) {
        auto& state = this->state();
        const auto call = std::exchange(call_, nullptr);
        if (error) return state.handshake->fail(error);
        state.detail = call->outcome().detail;
        state.handshake->called(call->outcome());
    }

    template <class Self>
    void go_on(Self& self) {
        auto& machine = *this->state().handshake;
        for (;;) {
            const auto wanted = machine.wants();
            const bool over = wanted == action::done || wanted == action::failed;
            if (!over && this->stopped(self)) machine.fail(boost::asio::error::operation_aborted);
            pending_ = machine.wants();
            if (pending_ != action::call || may_wait(this->state().who->initiates(), machine.token())) break;
            call_ = std::make_shared<step_call>(this->state().who, machine.token());
            call_->make();
            called({});
        }
        begin(self);
    }

    template <class Self>
    void begin(Self& self) {
        switch (pending_) {
        case action::call:
            return call(self);
        case action::write:
            return write(self);
        case action::read:
            return read(self);
        case action::done:
        case action::failed:
            return this->end(self, this->state().end_handshake());
        }
    }

    template <class Self>
    void call(Self& self) {
        auto& state = this->state();
        call_ = std::make_shared<step_call>(state.who, state.handshake->token());
        auto work = [call = call_]() noexcept { call->make(); };
        const auto keep = this->shared();
        start_call(keep->pool, keep->executor, keep->call, std::move(work), std::move(self));
    }
    template <class Self>
    void write(Self& self) {
        auto& state = this->state();
        const auto rest = state.handshake->output();
        state.next->async_write_some(boost::asio::buffer(rest.data(), rest.size()), std::move(self));
    }
    template <class Self>
    void read(Self& self) {
        auto& state = this->state();
        const auto room = state.handshake->prepare();
        state.next->async_read_some(boost::asio::buffer(room.data(), room.size()), std::move(self));
    }

    action pending_{};
    std::shared_ptr<step_call> call_{};
};

} // namespace sspi::impl
