// SPDX-License-Identifier: BSL-1.0
// Errors of a stream that are neither the system's nor SSPI's.
#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <iosfwd>
#include <iterator>
#include <string>
#include <type_traits>

namespace sspi {

/// What can be wrong with what a peer sends, beyond what SSPI's own statuses say. A handshake or a message that the library
/// refuses gives an `errc`; the next layer's errors come through as they are.
enum class stream_errc {
    /// The connection ended where the protocol does not let it: within a frame or, where the framing marks its end,
    /// without the mark. Between frames it is boost::asio::error::eof.
    stream_truncated = 1,
    /// A frame is announced that is larger than this side takes. Nothing was allocated for it.
    frame_too_large,
    /// The octets are not what the framing has at this place.
    bad_frame,
    /// A message has less protection than was agreed upon.
    unprotected_message,
    /// Of this side: what was negotiated protects less than what it requires, or the two have no layer in common.
    insufficient_protection,
    /// The peer says that what was negotiated is not enough for it (ERROR_TRUST_FAILURE of NegotiateStream).
    peer_wants_more,
    /// The peer says that the handshake failed, and not why.
    refused_by_peer,
    /// The client asks to act as somebody whom this server does not let it act as.
    authorization_refused,
};

/// The category "sspi.stream". It lives as long as the process, and is equal to that of any other shared library in it.
[[nodiscard]] inline const boost::system::error_category& stream_category() noexcept;

/// Found by argument-dependent look-up, so that boost::system::error_code takes a stream_errc.
[[nodiscard]] inline boost::system::error_code make_error_code(stream_errc value) noexcept {
    return {static_cast<int>(value), stream_category()};
}

namespace impl {

/// Known by a number, so that those of several shared libraries are one.
class stream_error_category final : public boost::system::error_category {
  public:
    constexpr stream_error_category() noexcept : error_category(0x5D3AE1907C24B86FU) {}

    [[nodiscard]] const char* name() const noexcept override { return "sspi.stream"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<stream_errc>(value)) {
        case stream_errc::stream_truncated:
            return "The connection ended in the middle of the stream.";
        case stream_errc::frame_too_large:
            return "The peer announced a frame that is too large.";
        case stream_errc::bad_frame:
            return "The peer sent what the framing does not have here.";
        case stream_errc::unprotected_message:
            return "A message has less protection than was agreed upon.";
        case stream_errc::insufficient_protection:
            return "What was negotiated protects less than required.";
        case stream_errc::peer_wants_more:
            return "The peer requires more than was negotiated.";
        case stream_errc::refused_by_peer:
            return "The peer refused the handshake.";
        case stream_errc::authorization_refused:
            return "The client may not act as whom it asked for.";
        }
        return "An unknown error of a stream.";
    }
};

} // namespace impl

inline const boost::system::error_category& stream_category() noexcept {
    static const impl::stream_error_category instance;
    return instance;
}

/// Writes the name, for Catch2, GoogleTest and others.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& to, stream_errc value) {
    static constexpr const char* names[] = {
        "stream_truncated",        "frame_too_large", "bad_frame",       "unprotected_message",
        "insufficient_protection", "peer_wants_more", "refused_by_peer", "authorization_refused"};
    const auto index = static_cast<std::size_t>(value) - 1;
    return to << (index < std::size(names) ? names[index] : "stream_errc");
}

} // namespace sspi

template <>
struct boost::system::is_error_code_enum<sspi::stream_errc> : std::true_type {};
