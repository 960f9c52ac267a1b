// SPDX-License-Identifier: BSL-1.0
// Framing of .NET's NegotiateStream (MS-NNS), so that such a peer and a stream understand each other.
#pragma once

#include <sspi/asio/impersonation.hpp>
#include <sspi/asio/impl/negotiate_handshake.hpp>
#include <sspi/protection_level.hpp>

#include <cstddef>

namespace sspi::framing {

/// The .NET NegotiateStream protocol. The handshake's frames have an identifier (in progress, done, error), version 1.0 and
/// a size of two octets; a message has four octets of length, little-endian, and a wrap token.
///
/// .NET speaks it with the package Negotiate. What is protected follows from what was granted, on both sides: feature
/// confidentiality encrypts, else integrity signs, else octets pass unframed (ProtectionLevel EncryptAndSign, Sign, None).
/// A side that requires more says so to the other. The client's first frame says "in progress", or "done" where its
/// package needs no answer, and it then waits for the server's "done"; the server is finished when it has sent that.
/// A client that is not satisfied with the outcome says so, too, but the server has finished by then and takes that for a
/// message, and a bad one.
///
/// The end of the connection, between two messages, is the end of the stream: the protocol has no mark, and shutdown() only
/// sends what is left to send.
/// Source: MS-NNS 2.2, 3.1.5, 3.2.5; .NET's limits, where they are narrower.
struct negotiate_stream {
    /// Less than this fails the handshake, with stream_errc::insufficient_protection here and ERROR_TRUST_FAILURE, which is
    /// stream_errc::peer_wants_more, there.
    protection_level required = protection_level::confidentiality;
    /// What a server needs to be allowed; less fails in the same way.
    impersonation required_impersonation = impersonation::identification;
    /// What a client allows, where the stream makes its initiator.
    impersonation allowed_impersonation = impersonation::identification;

    /// Of the messages that .NET writes and reads.
    static constexpr std::size_t most_plain = 0xFC00;
    static constexpr std::size_t most_sent = 0xFC30; // MS-NNS 2.2.2
    static constexpr std::size_t least_received = 5;
    static constexpr std::size_t most_received = 0x10000;

    /// What a client asks for. The level that it allows is not required of it, but told to the server.
    [[nodiscard]] constexpr features request() const noexcept {
        auto out = features_for(required);
        if (allowed_impersonation == impersonation::identification) out |= feature::identify_only;
        if (allowed_impersonation == impersonation::delegation) out |= feature::delegation;
        return out;
    }

    using handshake = impl::negotiate_handshake<negotiate_stream>;
};

} // namespace sspi::framing
