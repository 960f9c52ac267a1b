// SPDX-License-Identifier: BSL-1.0
// What a stream and its operations share. Operations own it, so the stream may go while they are under way.
#pragma once

#include <sspi/asio/impl/blocking_call.hpp>
#include <sspi/asio/impl/handshake_machine.hpp>
#include <sspi/asio/impl/message_codec.hpp>
#include <sspi/asio/impl/party.hpp>
#include <sspi/asio/impl/receiver.hpp>
#include <sspi/asio/impl/sender.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace sspi::impl {

template <class NextLayer, class Framing>
struct stream_state {
    using executor_type = typename NextLayer::executor_type;
    using machine = handshake_machine<Framing>;

    stream_state(NextLayer& layer, const Framing& how)
        : next(&layer), executor(layer.get_executor()), framing(how) {}

    /// Why nothing can be read or written yet or any more.
    [[nodiscard]] boost::system::error_code unusable() const noexcept {
        if (!next) return boost::asio::error::operation_aborted;
        if (!codec) return boost::asio::error::not_connected;
        return {};
    }
    /// A handshake begins, once; without a party there is nothing to do.
    [[nodiscard]] boost::system::error_code begin_handshake() {
        if (!next) return boost::asio::error::operation_aborted;
        if (codec || handshake || !who) return boost::asio::error::already_connected;
        handshake.emplace(framing, *who, in);
        return {};
    }
    /// What became of it.
    [[nodiscard]] boost::system::error_code end_handshake() {
        if (handshake->wants() == machine::action::failed) {
            if (detail.empty()) detail = handshake->detail();
            return handshake->error();
        }
        codec.emplace(handshake->codec());
        handshake.reset();
        who.reset(); // the codec has what is left of it, the context
        return {};
    }

    /// Nothing is written after this.
    [[nodiscard]] boost::system::error_code end_output() {
        boost::system::error_code error;
        const bool first = !std::exchange(ended, true);
        if (first && codec->protects() && codec->format().marks_end) out.put_end(*codec, error);
        return error;
    }

    /// What a stream with nothing under way is, over a layer of another type.
    template <class Other>
    void take(Other&& from) {
        pool = std::move(from.pool);
        who = std::move(from.who);
        codec = std::move(from.codec);
        in = std::move(from.in);
        out = std::move(from.out);
        target = std::move(from.target);
        detail = std::move(from.detail);
        ended = from.ended;
    }

    NextLayer* next; // nothing, once the stream is gone
    executor_type executor;
    boost::asio::any_io_executor pool{}; // nothing: the process's own
    Framing framing;
    std::shared_ptr<party> who{};       // which a step on another thread keeps
    std::optional<machine> handshake{}; // begun, and kept because it is begun once
    std::optional<message_codec> codec{};
    receiver in{};
    sender out{};
    std::string target{};                // a client's
    error_detail detail{};               // of the step that failed
    std::weak_ptr<blocking_call> call{}; // that is under way
    bool reading = false;
    bool writing = false;
    bool ended = false; // by this side
};

/// One operation of a kind at a time; the next may begin when this is gone.
class turn {
  public:
    turn() noexcept = default;
    template <class State>
    turn(const std::shared_ptr<State>& state, bool State::*taken) : flag_(state, &((*state).*taken)) {
        *flag_ = true;
    }
    turn(turn&&) noexcept = default;
    turn& operator=(turn&& other) noexcept {
        flag_.swap(other.flag_);
        return *this;
    }
    ~turn() { end(); }
    void end() noexcept {
        if (const auto flag = std::exchange(flag_, nullptr)) *flag = false;
    }

  private:
    std::shared_ptr<bool> flag_;
};

} // namespace sspi::impl
