// SPDX-License-Identifier: BSL-1.0
// The handshake of SASL's mechanism GSSAPI (RFC 4752 section 3): the context's tokens, then the choice of a layer.
#pragma once

#include <sspi/asio/impl/length_handshake.hpp>
#include <sspi/detail/sasl_layers.hpp>
#include <sspi/impl/sasl_levels.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sspi::impl {

template <class Framing>
class sasl_handshake : public handshake_state {
  public:
    explicit sasl_handshake(const Framing& how) : framing_(how) {}

    [[nodiscard]] frame next_frame(std::span<const std::byte> arrived) const noexcept {
        return length_frame<boost::endian::order::big>(arrived, {.most = framing_.largest_token});
    }

    [[nodiscard]] next called(const step_outcome& outcome, party& who, octet_buffer& out) {
        if (outcome.error) {
            if (!outcome.token.empty()) append_token(out, outcome.token);
            return fail(outcome.error);
        }
        if (who.initiates() || !outcome.done || !outcome.token.empty()) append_token(out, outcome.token);
        if (!outcome.done) return next::read;
        signing_.emplace(who.channel(), message_format{.level = protection_level::integrity,
                                                       .most_sent = framing_.largest_token,
                                                       .most_plain = framing_.largest_token});
        possible_ =
            layers_between(framing_.least, std::min(framing_.most, strongest_protection(who.granted())));
        if (who.initiates())
            at_ = phase::offer;
        else if (outcome.token.empty())
            return offer(out);
        else
            at_ = phase::acknowledgement;
        return next::read;
    }

    [[nodiscard]] next received(std::span<std::byte> whole, party&, octet_buffer& out) {
        const auto payload = whole.subspan(length_octets);
        switch (at_) {
        case phase::acknowledgement:
            return payload.empty() ? offer(out) : fail(stream_errc::bad_frame);
        case phase::offer:
            return answer(payload, out);
        case phase::answer:
            return chosen(payload);
        case phase::context:
            break;
        }
        return call_with(payload);
    }

  private:
    enum class phase { context, acknowledgement, offer, answer };

    /// The server's, section 3.2.
    [[nodiscard]] next offer(octet_buffer& out) {
        if (possible_ == detail::sasl_layers::no_bit) return fail(stream_errc::insufficient_protection);
        at_ = phase::answer;
        return say(detail::sasl_message({possible_, announced()}), out) ? next::read : next::failed;
    }

    /// The client's, section 3.1.
    [[nodiscard]] next answer(std::span<std::byte> token, octet_buffer& out) {
        const auto offered = detail::parse_sasl_offer(signing_->open(token, error_, detail_));
        if (error_) return next::failed;
        if (!offered) return fail(stream_errc::bad_frame);
        const auto layer = detail::chosen_sasl_layer(offered->layers & possible_, detail::all_sasl_layers);
        if (layer == detail::sasl_layers::no_bit) return fail(stream_errc::insufficient_protection);
        if (!say(detail::sasl_message({layer, announced()}, framing_.authorization), out))
            return next::failed;
        return agreed(layer, offered->largest);
    }

    /// The server reads which it is.
    [[nodiscard]] next chosen(std::span<std::byte> token) {
        const auto answer = detail::parse_sasl_answer(signing_->open(token, error_, detail_), possible_);
        if (error_) return next::failed;
        if (!answer) return fail(stream_errc::bad_frame);
        const auto identity = answer->authorization_text();
        const bool allowed = framing_.authorize ? framing_.authorize(identity) : identity.empty();
        if (!allowed) return fail(stream_errc::authorization_refused);
        return agreed(answer->header.layers, answer->header.largest);
    }

    [[nodiscard]] next agreed(detail::sasl_layers layer, std::size_t peers_largest) {
        format_ = framing_.format(level_of(layer), peers_largest);
        const auto most = signing_->channel().largest_message(format_.most_sent);
        if (format_.level != protection_level::none && most == 0) return fail(stream_errc::frame_too_large);
        return next::done;
    }

    [[nodiscard]] std::uint32_t announced() const noexcept {
        return static_cast<std::uint32_t>(
            std::min<std::size_t>(framing_.largest_received, detail::most_sasl_octets));
    }

    /// Appends a message of the negotiation, which is signed and never encrypted.
    [[nodiscard]] bool say(std::span<const std::byte> message, octet_buffer& out) {
        signing_->seal(
            message.size(), [&](auto to) { std::ranges::copy(message, to.begin()); }, out, error_, detail_);
        return !error_;
    }

    Framing framing_;
    phase at_ = phase::context;
    std::optional<message_codec> signing_; // the messages of the negotiation
    detail::sasl_layers possible_ = detail::sasl_layers::no_bit;
};

} // namespace sspi::impl
