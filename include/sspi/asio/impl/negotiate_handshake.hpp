// SPDX-License-Identifier: BSL-1.0
// Who says what when in the handshake of .NET's NegotiateStream (MS-NNS 3.1.5, 3.2.5).
#pragma once

#include <sspi/asio/impersonation.hpp>
#include <sspi/asio/impl/handshake_state.hpp>
#include <sspi/asio/impl/negotiate_frame.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::impl {

template <class Framing>
class negotiate_handshake : public handshake_state {
  public:
    explicit negotiate_handshake(const Framing& how) : framing_(how) {}

    [[nodiscard]] frame next_frame(std::span<const std::byte> arrived) const noexcept {
        return next_negotiate_frame(arrived);
    }

    [[nodiscard]] next received(std::span<std::byte> whole, party& who, octet_buffer&) {
        const auto id = static_cast<negotiate_frame_id>(whole[0]);
        const auto payload = whole.subspan(negotiate_header);
        if (id == negotiate_frame_id::error) return refused(payload);
        peer_done_ = id == negotiate_frame_id::done;
        if (who.done()) return peer_done_ ? next::done : fail(stream_errc::bad_frame);
        return call_with(payload);
    }

    [[nodiscard]] next called(const step_outcome& outcome, party& who, octet_buffer& out) {
        if (outcome.error)
            return refuse(static_cast<std::uint32_t>(outcome.error.value()), outcome.error, out);
        if (outcome.token.size() > most_negotiate_payload) return fail(stream_errc::frame_too_large);
        return outcome.done ? completed(outcome, who, out) : goes_on(outcome, out);
    }

  private:
    [[nodiscard]] next goes_on(const step_outcome& outcome, octet_buffer& out) {
        // A peer that is done takes no further token, and one without content says nothing.
        if (peer_done_ || outcome.token.empty()) return fail(stream_errc::bad_frame);
        append_negotiate_frame(out, negotiate_frame_id::in_progress, outcome.token);
        return next::read;
    }

    /// A server always says that it is done, and is. A client does so with its last token; then, or where it has none,
    /// it is done when the server has said so.
    [[nodiscard]] next completed(const step_outcome& outcome, party& who, octet_buffer& out) {
        const auto granted = who.granted();
        format_ = format_for(strongest_protection(granted));
        const bool little_trust =
            !who.initiates() && impersonation_level(granted) < framing_.required_impersonation;
        if (format_.level < framing_.required || little_trust)
            return refuse(error_trust_failure, stream_errc::insufficient_protection, out);
        if (!who.initiates() || !outcome.token.empty())
            append_negotiate_frame(out, negotiate_frame_id::done, outcome.token);
        return !who.initiates() || peer_done_ ? next::done : next::read;
    }

    [[nodiscard]] static message_format format_for(protection_level level) {
        return {.level = level,
                .order = boost::endian::order::little,
                .received = {.least = Framing::least_received, .most = Framing::most_received},
                .most_sent = Framing::most_sent,
                .most_plain = Framing::most_plain,
                .marks_end = false};
    }

    [[nodiscard]] next refuse(std::uint32_t status, const boost::system::error_code& error,
                              octet_buffer& out) {
        append_negotiate_error(out, status);
        return fail(error);
    }

    [[nodiscard]] next refused(std::span<const std::byte> payload) {
        const auto status = negotiate_error(payload);
        if (status == error_trust_failure) return fail(stream_errc::peer_wants_more);
        // Of what .NET sends only the statuses of security packages say something; often it is E_FAIL.
        if (!status || (*status & 0xFFFF0000) != 0x80090000) return fail(stream_errc::refused_by_peer);
        return fail(std::error_code(static_cast<int>(*status), category()));
    }

    Framing framing_;
    bool peer_done_ = false;
};

} // namespace sspi::impl
