// SPDX-License-Identifier: BSL-1.0
// Framing with a length of four octets, for programs that need to agree with nobody but each other.
#pragma once

#include <sspi/asio/impl/length_handshake.hpp>
#include <sspi/asio/protection_level.hpp>

#include <cstddef>

namespace sspi::framing {

/// Every token of the handshake and every message is four octets of length, big-endian, and so many octets. Messages are
/// wrap tokens (EncryptMessage, gss_wrap), protected as strongly as the context allows.
///
/// It is what examples/kerberos_client.c and kerberos_server.c exchange tokens with, and a usual way to put GSS-API over
/// TCP; such programs seldom mark the end.
///
/// A server that refuses sends the error token, if the acceptor has one (feature::extended_error), and then nothing; a
/// client whose package needs no answer (no mutual authentication) does not learn of it before it reads.
struct length_prefixed {
    /// Octets of the largest token that is taken in the handshake, before anybody is authenticated.
    std::size_t largest_token = 0x10000;
    /// Octets of the largest message that is taken. Memory is used as they come, not as they are announced.
    std::size_t largest_received = 0x100000;
    /// Octets of the largest message that is sent; what is written is cut into such.
    std::size_t largest_sent = 0x10000;
    /// Less than this fails the handshake with stream_errc::insufficient_protection. With protection_level::none and a context
    /// that has none, octets pass unframed after the handshake.
    protection_level required = protection_level::confidentiality;
    /// shutdown() sends a message without plain text, and a connection that ends without one is truncated: so nobody can
    /// cut the stream short unnoticed. Off: the end of the connection, between two messages, is the end of the stream.
    bool marks_end = true;

    /// What a client asks for.
    [[nodiscard]] constexpr features request() const noexcept { return features_for(required); }

    using handshake = impl::length_handshake<length_prefixed>;
};

} // namespace sspi::framing
