// SPDX-License-Identifier: BSL-1.0
// Per-message tokens that the mechanism makes as a whole: DES3 and RC4, from before RFC 4121.
#pragma once

#include "../gss/mechanism.hpp"
#include "../wire/der.hpp"
#include "protection.hpp"
#include "segments.hpp"

#include <sspi/detail/enctype.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

namespace sspi::messages {

/// One lock for both directions: the mechanism shares its state between them. It is given copies: what the caller has may
/// change while it is looked at.
class mechanism_protection final : public protection {
  public:
    mechanism_protection(const detail::enctype_row& enctype, bool dce_style, gss::security_context& context)
        : enctype_(enctype), dce_style_(dce_style), context_(context) {}

    messages::sizes sizes() const override {
        return {.signature = enctype_.mic_size,
                .trailer = detail::max_header_size(enctype_),
                .block = enctype_.block_size};
    }

    result<std::size_t> sign(segments message, std::span<std::byte> token) override {
        const detail::secret_bytes text = joined(message);
        const std::scoped_lock lock(mutex_);
        if (token.size() < enctype_.mic_size) return no_room("token");
        const auto mic = context_.get_mic(text.view());
        if (!mic) return mic.error();
        if (token.size() < mic->size()) return no_room("token");
        std::ranges::copy(*mic, token.begin());
        // Heimdal ends a DES3 signature with two octets that it does not write, and nobody reads.
        std::ranges::fill(token.first(mic->size()).subspan(enctype_.sealed_header_size - confounder_size),
                          std::byte{0});
        return mic->size();
    }

    result<void> verify(segments message, std::span<const std::byte> token) override {
        const gss::bytes mic(token.begin(), token.end());
        if (!holds(mic, enctype_.sealed_header_size - confounder_size)) return malformed();
        const detail::secret_bytes text = joined(message);
        const std::scoped_lock lock(mutex_);
        return context_.verify_mic(text.view(), mic);
    }

    result<wrapped> wrap(bool seal, segments message, std::span<std::byte> token,
                         std::span<std::byte> padding) override {
        if (auto refused = cannot_wrap(message)) return *refused;
        const detail::secret_bytes text = joined(message);
        const auto pad = padding_for(text.size());
        // Checked before the mechanism counts a message that could then not be given out.
        if (padding.size() < pad) return no_room("padding");
        if (token.size() < detail::max_header_size(enctype_)) return no_room("token");
        const std::scoped_lock lock(mutex_);
        const auto made = context_.wrap(seal, text.view());
        if (!made) return made.error();
        return split(*made, message, text.size(), pad, token, padding);
    }

    result<bool> unwrap(std::span<const std::byte> token, segments message,
                        std::span<const std::byte> padding) override {
        if (auto refused = cannot_wrap(message)) return *refused;
        const auto size = data_size(message);
        auto whole = detail::secret_bytes::of_size(token.size() + size + padding.size());
        std::ranges::copy(token, whole.units().begin());
        gather(message, whole.units().subspan(token.size(), size));
        std::ranges::copy(padding, whole.units().last(padding.size()).begin());
        const auto made = unwrapped(whole.view());
        if (!made) return made.error();
        if (made->message.size() != size)
            return failed_with(status::invalid_token, "the message has another length than its buffers");
        scatter(made->message.view(), message);
        return made->sealed;
    }

    result<opened> open(std::span<std::byte> token) override {
        const detail::secret_bytes whole(token);
        const auto made = unwrapped(whole.view());
        if (!made) return made.error();
        const auto place = token.last(made->message.size());
        std::ranges::copy(made->message.view(), place.begin());
        return opened{.message = place, .sealed = made->sealed};
    }

    result<messages::progress> progress() override {
        const std::scoped_lock lock(mutex_);
        auto state = context_.export_state();
        if (!state) return state.error();
        return messages::progress{.mechanism = std::move(*state)};
    }

  private:
    static constexpr std::uint32_t confounder_size = 8; // what a sealed header has more than a signature

    [[nodiscard]] static failure no_room(const char* which) {
        return refused_with(status::buffer_too_small, std::string("the ") + which + " buffer is too small");
    }
    [[nodiscard]] static failure malformed() {
        return refused_with(status::invalid_token, "the message is not a token of this context");
    }
    [[nodiscard]] result<gss::unwrapped> unwrapped(std::span<const std::byte> token) {
        if (auto refused = cannot_wrap({})) return *refused;
        if (!holds(token, enctype_.sealed_header_size)) return malformed();
        const std::scoped_lock lock(mutex_);
        return context_.unwrap(token);
    }
    /// Heimdal does not pad DES3 messages in DCE style, and stops the process when one would have needed it.
    [[nodiscard]] std::optional<failure> cannot_wrap(segments message) const {
        if (dce_style_ && enctype_.block_size != 1)
            return refused_with(status::unsupported_function, "this enctype has no messages in DCE style");
        if (std::ranges::any_of(message, [](const segment& s) { return s.sign_only; }))
            return refused_with(status::unsupported_function,
                                "tokens of this enctype cannot cover data that they do not carry");
        return std::nullopt;
    }
    /// Whether behind the mechanism's framing, 13 bytes and a longer DER length, stands all that a token of
    /// `size` has there: Heimdal reads that much without looking.
    [[nodiscard]] static bool holds(std::span<const std::byte> token, std::size_t size) {
        constexpr std::size_t shortest = 2; // tag and length
        const auto head = wire::der::head_of(token, wire::der::lengths::any);
        return head && token.size() >= size + head->size - shortest;
    }
    [[nodiscard]] static detail::secret_bytes joined(segments message) {
        std::size_t size = 0;
        for (const auto& s : message)
            size += s.content.size();
        auto out = detail::secret_bytes::of_size(size);
        auto place = out.units().begin();
        for (const auto& s : message)
            place = std::ranges::copy(s.content, place).out;
        return out;
    }
    /// RFC 1964 1.2.2.3: to a multiple of the block, at least one byte. RFC 4757 7.3: one byte, none in DCE
    /// style.
    [[nodiscard]] std::size_t padding_for(std::size_t size) const {
        if (enctype_.block_size == 1) return dce_style_ ? 0 : 1;
        return enctype_.block_size - size % enctype_.block_size;
    }

    /// The ciphertext of message and padding stands at the end of the token; what is before it is the header.
    [[nodiscard]] static result<wrapped> split(std::span<const std::byte> whole, segments message,
                                               std::size_t size, std::size_t pad, std::span<std::byte> token,
                                               std::span<std::byte> padding) {
        if (whole.size() < size + pad || token.size() < whole.size() - size - pad) return no_room("token");
        const auto header = whole.first(whole.size() - size - pad);
        std::ranges::copy(header, token.begin());
        scatter(whole.subspan(header.size(), size), message);
        std::ranges::copy(whole.last(pad), padding.begin());
        return wrapped{.token = header.size(), .padding = pad};
    }

    const detail::enctype_row& enctype_;
    const bool dce_style_;
    std::mutex mutex_;
    gss::security_context& context_; // owned beside this by the context
};

} // namespace sspi::messages
