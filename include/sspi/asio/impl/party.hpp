// SPDX-License-Identifier: BSL-1.0
// The initiator or the acceptor of a stream, whichever it is, and one step of it.
#pragma once

#include <sspi/acceptor.hpp>
#include <sspi/impl/calls.hpp>
#include <sspi/initiator.hpp>
#include <sspi/secure_channel.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace sspi::impl {

/// What a step came to. It is made by the thread that makes the step and read by the stream afterwards.
struct step_outcome {
    std::vector<std::byte> token{};
    bool done = false;
    std::error_code error{};
    error_detail detail{};
};

class party {
  public:
    explicit party(initiator who) : who_(std::move(who)) {}
    explicit party(acceptor who) : who_(std::move(who)) {}

    [[nodiscard]] bool initiates() const noexcept { return std::holds_alternative<initiator>(who_); }
    [[nodiscard]] bool done() const {
        return std::visit([](const auto& who) { return who.done(); }, who_);
    }
    [[nodiscard]] features granted() const {
        return std::visit([](const auto& who) { return who.granted(); }, who_);
    }
    /// The service that a client asks for; empty for a server.
    [[nodiscard]] std::string target() const {
        const auto* const client = std::get_if<initiator>(&who_);
        return client != nullptr ? calls::target(*client) : std::string();
    }
    /// Of a context that is done.
    [[nodiscard]] const secure_channel& channel() const noexcept { return channel_; }

    /// May wait for KDCs; obeys the cancellation that this thread uses.
    [[nodiscard]] step_outcome step(std::span<const std::byte> token) {
        step_outcome out;
        step_result made;
        auto result = std::visit([&](auto& who) { return calls::step(who, token, made); }, who_);
        out.token = std::move(made.token);
        out.done = !result.failed() && done();
        if (out.done)
            result = std::visit([&](const auto& who) { return calls::channel(who, channel_); }, who_);
        out.error = result.code();
        out.detail = result.detail(); // here, for it is this thread's
        return out;
    }

  private:
    std::variant<initiator, acceptor> who_;
    secure_channel channel_{};
};

} // namespace sspi::impl
