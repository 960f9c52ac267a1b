// SPDX-License-Identifier: BSL-1.0
// Framing of SASL's GSSAPI mechanism (RFC 4752): its choice of a security layer, and the layer.
#pragma once

#include <sspi/asio/impl/sasl_handshake.hpp>
#include <sspi/asio/protection_level.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace sspi::framing {

/// A SASL security layer: four octets of length, big-endian, and a wrap token (RFC 4422 section 3.7), after the choice of
/// a layer that the mechanism GSSAPI makes.
///
/// Where a protocol carries the exchange itself (LDAP's bind, IMAP's AUTHENTICATE), make it there and give the stream the
/// context and what was agreed: stream(next_layer, channel, framing.format(level, largest)). The stream's own handshake()
/// is for protocols without a form of their own: it sends each message of the exchange, empty ones included, behind four
/// octets of length, big-endian. A server that refuses sends the error token, if there is one, and then nothing.
///
/// Layers are offered and taken between `least` and `most`, as far as the context has them; the client takes the strongest
/// in common. Without a layer octets pass unframed after the handshake. The end of the connection, between two messages,
/// is the end of the stream, and shutdown() only sends what is left to send: the layer has no mark.
struct sasl_gssapi {
    protection_level least = protection_level::confidentiality;
    protection_level most = protection_level::confidentiality;
    /// Octets of the largest token that is taken in the handshake.
    std::size_t largest_token = 0x10000;
    /// Octets of the largest message that is taken, which is announced to the peer; up to 0xFFFFFF.
    std::size_t largest_received = 0x10000;
    /// Octets of the largest message that is sent, where the peer takes as much.
    std::size_t largest_sent = 0x10000;
    /// A client's authorization identity, UTF-8 without a zero character: whom it wants to act as. Empty: as itself.
    std::string authorization{};
    /// A server's decision whether the client may act as somebody, "" being itself; it has to compare with the name that
    /// the acceptor says. Without one only "" is let in. It is called within the handshake and must not block or throw.
    std::function<bool(std::string_view)> authorize{};

    /// How messages travel in a layer, with a peer that takes so many octets in one.
    [[nodiscard]] impl::message_format format(protection_level layer, std::size_t peers_largest) const {
        const auto most_sent = std::min(largest_sent, peers_largest);
        return {.level = layer,
                .received = {.most = largest_received},
                .most_sent = most_sent,
                .most_plain = most_sent};
    }

    /// What a client asks for: integrity in any case, because the choice itself is signed.
    [[nodiscard]] features request() const noexcept {
        return features_for(std::max(most, protection_level::integrity));
    }

    using handshake = impl::sasl_handshake<sasl_gssapi>;
};

} // namespace sspi::framing
