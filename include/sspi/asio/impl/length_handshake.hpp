// SPDX-License-Identifier: BSL-1.0
// The handshake of length-prefixed tokens.
#pragma once

#include <sspi/asio/impl/frame.hpp>
#include <sspi/asio/impl/handshake_state.hpp>
#include <sspi/asio/impl/octet_buffer.hpp>

#include <cstddef>
#include <span>

namespace sspi::impl {

/// Appends a token with its length in front, as it goes over the wire.
inline void append_token(octet_buffer& out, std::span<const std::byte> token) {
    store_length<boost::endian::order::big>(out.prepare(length_octets).first<length_octets>(), token.size());
    out.commit(length_octets);
    out.append(token);
}

template <class Framing>
class length_handshake : public handshake_state {
  public:
    explicit length_handshake(const Framing& how) : framing_(how) {}

    [[nodiscard]] frame next_frame(std::span<const std::byte> arrived) const noexcept {
        return length_frame<boost::endian::order::big>(arrived, {.most = framing_.largest_token});
    }

    /// A frame has arrived whole.
    [[nodiscard]] next received(std::span<std::byte> whole, party&, octet_buffer&) {
        const auto payload = whole.subspan(length_octets);
        return call_with(payload);
    }

    /// A step has been made. An error token goes to the peer before the handshake fails.
    [[nodiscard]] next called(const step_outcome& outcome, party& who, octet_buffer& out) {
        if (!outcome.token.empty()) append_token(out, outcome.token);
        if (outcome.error) return fail(outcome.error);
        if (!outcome.done) return next::read;
        format_.level = strongest_protection(who.granted());
        if (format_.level < framing_.required) return fail(stream_errc::insufficient_protection);
        format_.received = {.most = framing_.largest_received};
        format_.most_sent = framing_.largest_sent;
        format_.most_plain = framing_.largest_sent;
        format_.marks_end = framing_.marks_end;
        return next::done;
    }

  private:
    Framing framing_;
};

} // namespace sspi::impl
