// SPDX-License-Identifier: BSL-1.0
// The initiator or the acceptor of a stream, whichever it is, and one step of it.
#pragma once

#include <sspi/acceptor.hpp>
#include <sspi/initiator.hpp>
#include <sspi/secure_channel.hpp>

#include <cstddef>
#include <span>
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
    /// Of a context that is done.
    [[nodiscard]] const secure_channel& channel() const noexcept { return channel_; }

    /// May wait for KDCs; obeys the cancellation that this thread uses.
    [[nodiscard]] step_outcome step(std::span<const std::byte> token) {
        step_outcome out;
        auto result = std::visit([&](auto& who) { return who.step(token, out.error); }, who_);
        out.token = std::move(result.token);
        out.done = !out.error && done();
        if (out.done) channel_ = std::visit([&](const auto& who) { return who.channel(out.error); }, who_);
        if (out.error) out.detail = last_error_detail();
        return out;
    }

  private:
    std::variant<initiator, acceptor> who_;
    secure_channel channel_{};
};

} // namespace sspi::impl
