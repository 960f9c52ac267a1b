// SPDX-License-Identifier: BSL-1.0
// The handshake of SASL's mechanism GSSAPI (RFC 4752 section 3): the context's tokens, then the choice of a layer.
#pragma once

#include <sspi/asio/impl/length_handshake.hpp>
#include <sspi/detail/sasl_layers.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sspi::impl {

[[nodiscard]] constexpr detail::sasl_layers sasl_layer(protection_level level) noexcept {
    using enum detail::sasl_layers;
    return level == protection_level::none        ? none
           : level == protection_level::integrity ? integrity
                                                  : confidentiality;
}

/// All layers between two levels.
[[nodiscard]] constexpr detail::sasl_layers sasl_layers_between(protection_level least,
                                                                protection_level most) noexcept {
    auto out = detail::sasl_layers::no_bit;
    for (const auto level :
         {protection_level::none, protection_level::integrity, protection_level::confidentiality})
        if (least <= level && level <= most) out = out | sasl_layer(level);
    return out;
}

[[nodiscard]] constexpr protection_level level_of(detail::sasl_layers layer) noexcept {
    using enum detail::sasl_layers;
    return layer == confidentiality ? protection_level::confidentiality
           : layer == integrity     ? protection_level::integrity
                                    : protection_level::none;
}

template <class Framing>
class sasl_handshake {
  public:
    explicit sasl_handshake(const Framing& how) : framing_(how) {}

    [[nodiscard]] next begin(const party& who) const { return who.initiates() ? next::call : next::read; }

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
            sasl_layers_between(framing_.least, std::min(framing_.most, strongest_protection(who.granted())));
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
        token_.assign(payload.begin(), payload.end());
        return next::call;
    }

    [[nodiscard]] std::span<const std::byte> token() const noexcept { return token_; }
    [[nodiscard]] const boost::system::error_code& error() const noexcept { return error_; }
    [[nodiscard]] const message_format& format() const noexcept { return format_; }

  private:
    enum class phase { context, acknowledgement, offer, answer };

    /// The server's, section 3.2.
    [[nodiscard]] next offer(octet_buffer& out) {
        if (possible_ == detail::sasl_layers::no_bit) return fail(stream_errc::insufficient_protection);
        const auto octets = detail::sasl_octets({possible_, announced()});
        at_ = phase::answer;
        return say(octets, out) ? next::read : next::failed;
    }

    /// The client's, section 3.1.
    [[nodiscard]] next answer(std::span<std::byte> token, octet_buffer& out) {
        const auto offered = detail::parse_sasl_offer(signing_->open(token, error_));
        if (error_) return next::failed;
        if (!offered) return fail(stream_errc::bad_frame);
        using enum detail::sasl_layers;
        const auto common = offered->layers & possible_;
        if (common == no_bit) return fail(stream_errc::insufficient_protection);
        const auto layer = any_of(common, confidentiality) ? confidentiality
                           : any_of(common, integrity)     ? integrity
                                                           : none;
        const auto header = detail::sasl_octets({layer, announced()});
        std::vector<std::byte> message(header.begin(), header.end());
        const auto identity = std::as_bytes(std::span(framing_.authorization));
        message.insert(message.end(), identity.begin(), identity.end());
        if (!say(message, out)) return next::failed;
        return agreed(layer, offered->largest);
    }

    /// The server reads which it is.
    [[nodiscard]] next chosen(std::span<std::byte> token) {
        const auto answer = detail::parse_sasl_answer(signing_->open(token, error_), possible_);
        if (error_) return next::failed;
        if (!answer) return fail(stream_errc::bad_frame);
        const std::string identity(reinterpret_cast<const char*>(answer->authorization.data()),
                                   answer->authorization.size());
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
            message.size(), [&](auto to) { std::ranges::copy(message, to.begin()); }, out, error_);
        return !error_;
    }

    [[nodiscard]] next fail(const boost::system::error_code& error) {
        error_ = error;
        return next::failed;
    }

    Framing framing_;
    phase at_ = phase::context;
    std::vector<std::byte> token_;
    std::optional<message_codec> signing_; // the messages of the negotiation
    detail::sasl_layers possible_ = detail::sasl_layers::no_bit;
    message_format format_{};
    boost::system::error_code error_{};
};

} // namespace sspi::impl
