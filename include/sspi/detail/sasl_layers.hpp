// SPDX-License-Identifier: BSL-1.0
// The two messages in which a SASL server offers security layers and its client takes one (RFC 4752 sections 3.1, 3.2).
#pragma once

#include <sspi/detail/flags.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::detail {

/// Bits of the first octet (RFC 4752 section 3.3). An offer may have several, an answer has one.
enum class sasl_layers : std::uint8_t { no_bit = 0, none = 1, integrity = 2, confidentiality = 4 };

[[nodiscard]] constexpr sasl_layers operator|(sasl_layers a, sasl_layers b) noexcept {
    return static_cast<sasl_layers>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr sasl_layers operator&(sasl_layers a, sasl_layers b) noexcept {
    return static_cast<sasl_layers>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool any_of(sasl_layers set, sasl_layers of) noexcept {
    return (set & of) != sasl_layers::no_bit;
}

inline constexpr auto all_sasl_layers =
    sasl_layers::none | sasl_layers::integrity | sasl_layers::confidentiality;
inline constexpr std::uint32_t most_sasl_octets = 0xFFFFFF; // the size has three octets

/// The four octets that both messages begin with.
struct sasl_header {
    sasl_layers layers = sasl_layers::no_bit;
    std::uint32_t largest = 0; // token that the sender can receive, in octets

    friend bool operator==(const sasl_header&, const sasl_header&) = default;
};

inline constexpr std::size_t sasl_header_size = 4;

/// A size that does not fit in its three octets is announced as the largest that does. Without a layer the size has
/// to be 0.
[[nodiscard]] constexpr std::array<std::byte, sasl_header_size>
sasl_octets(const sasl_header& header) noexcept {
    const bool protects = any_of(header.layers, sasl_layers::integrity | sasl_layers::confidentiality);
    const auto size = !protects ? 0 : header.largest < most_sasl_octets ? header.largest : most_sasl_octets;
    return {std::byte{static_cast<std::uint8_t>(header.layers)}, static_cast<std::byte>(size >> 16 & 0xFF),
            static_cast<std::byte>(size >> 8 & 0xFF), static_cast<std::byte>(size & 0xFF)};
}

/// A whole message: a server's offer, or a client's answer with the identity that it wants to act as, in UTF-8.
[[nodiscard]] inline std::vector<std::byte> sasl_message(const sasl_header& header,
                                                         std::string_view authorization = {}) {
    const auto begin = sasl_octets(header);
    const auto identity = std::as_bytes(std::span(authorization));
    std::vector<std::byte> out(begin.begin(), begin.end());
    out.insert(out.end(), identity.begin(), identity.end());
    return out;
}

namespace sasl {

/// Nothing for a message that is too short, and for a size without a layer.
[[nodiscard]] constexpr std::optional<sasl_header> header_of(std::span<const std::byte> message) noexcept {
    if (message.size() < sasl_header_size) return std::nullopt;
    const auto octet = [&](std::size_t i) { return std::to_integer<std::uint32_t>(message[i]); };
    const sasl_header out{.layers = static_cast<sasl_layers>(octet(0)) & all_sasl_layers,
                          .largest = octet(1) << 16 | octet(2) << 8 | octet(3)};
    const bool protects = any_of(out.layers, sasl_layers::integrity | sasl_layers::confidentiality);
    if (!protects && out.largest != 0) return std::nullopt;
    return out;
}

} // namespace sasl

/// A server's offer, which has the header only. Bits that mean nothing are passed over.
[[nodiscard]] constexpr std::optional<sasl_header>
parse_sasl_offer(std::span<const std::byte> message) noexcept {
    if (message.size() != sasl_header_size) return std::nullopt;
    return sasl::header_of(message);
}

struct sasl_answer {
    sasl_header header;
    std::span<const std::byte> authorization; // in UTF-8, not terminated; empty: none

    [[nodiscard]] std::string authorization_text() const {
        return {reinterpret_cast<const char*>(authorization.data()), authorization.size()};
    }
};

/// A client's answer: exactly one of the layers that were offered, and the identity to act as. An identity may not
/// have a NUL in it (RFC 4422 section 3.4.1).
[[nodiscard]] constexpr std::optional<sasl_answer> parse_sasl_answer(std::span<const std::byte> message,
                                                                     sasl_layers offered) noexcept {
    const auto header = sasl::header_of(message);
    if (!header || !any_of(offered, header->layers)) return std::nullopt;
    if (std::to_integer<unsigned>(message[0]) != static_cast<unsigned>(header->layers)) return std::nullopt;
    const auto bits = static_cast<unsigned>(header->layers);
    if ((bits & (bits - 1)) != 0) return std::nullopt;
    const auto authorization = message.subspan(sasl_header_size);
    for (const auto octet : authorization)
        if (octet == std::byte{0}) return std::nullopt;
    return sasl_answer{*header, authorization};
}

/// What an initiator's request says of layers. Replay and order are watched by what integrity stands on.
[[nodiscard]] constexpr sasl_layers wanted_sasl_layers(isc_req request) noexcept {
    if (has(request, isc_req::no_integrity)) return sasl_layers::none;
    if (wants_confidentiality(request)) return sasl_layers::confidentiality;
    const bool protects =
        has(request, isc_req::integrity | isc_req::replay_detect | isc_req::sequence_detect);
    return protects ? sasl_layers::integrity : sasl_layers::none;
}

/// The layer that a client takes: the strongest that it wants and can have, else none, else, of a server that
/// demands one, integrity, which costs the client nothing that it did not agree to. `no_bit` when there is none.
[[nodiscard]] constexpr sasl_layers chosen_sasl_layer(sasl_layers possible, sasl_layers wanted) noexcept {
    using enum sasl_layers;
    if (any_of(possible, wanted & confidentiality)) return confidentiality;
    if (any_of(wanted, integrity | confidentiality) && any_of(possible, integrity)) return integrity;
    if (any_of(possible, none)) return none;
    return possible & integrity;
}

} // namespace sspi::detail
