// SPDX-License-Identifier: BSL-1.0
// Steps and messages for what is built on top of them, with their outcomes as values.
#pragma once

#include <sspi/acceptor.hpp>
#include <sspi/initiator.hpp>
#include <sspi/secure_channel.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sspi::impl {

/// An error_code does not say whether the library noted anything of the failure: whoever hands one on would have to guess.
struct calls {
    template <class Side>
    static outcome step(Side& who, std::span<const std::byte> token, step_result& out) {
        return who.advance(token, out);
    }
    /// As text; empty where it is none.
    static std::string target(const initiator& of) {
        return of.target_ ? portable_text(of.target_->c_str()) : std::string();
    }

    static outcome channel(const context& of, secure_channel& out) {
        return secure_channel::of(of.state_, out);
    }

    static outcome wrap(const secure_channel& with, std::span<const std::byte> message, protection how,
                        std::vector<std::byte>& out) {
        return wrap_whole(with.state_.get(), with.sizes_, message, how, out);
    }
    static outcome wrap_in_place(const secure_channel& with, std::span<std::byte> header,
                                 std::span<std::byte> message, std::span<std::byte> trailer, protection how,
                                 wrapped_sizes& out) {
        const message_part part{message};
        return wrap_parts(with.state_.get(), header, {&part, 1}, trailer, how, out);
    }
    static outcome unwrap(const secure_channel& with, std::span<std::byte> token, plain_message& out) {
        return unwrap_stream(with.state_.get(), token, out);
    }
    static outcome unwrap_copy(const secure_channel& with, std::span<const std::byte> token,
                               protection at_least, std::vector<std::byte>& out) {
        return unwrap_to_copy(with.state_.get(), token, at_least, out);
    }
};

} // namespace sspi::impl
