// SPDX-License-Identifier: BSL-1.0
// Where a frame ends that has begun to arrive, and the four octets that most frames begin with.
#pragma once

#include <sspi/asio/stream_error.hpp>

#include <boost/endian/conversion.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::impl {

/// What is known of the frame at the front of what has arrived.
struct frame {
    std::size_t header = 0;  // octets before the payload
    std::size_t payload = 0; // octets of the payload; known once the header is there
    bool header_known = false;
    boost::system::error_code error{};

    [[nodiscard]] std::size_t size() const noexcept { return header + payload; }
    /// How many octets are missing, as far as is known.
    [[nodiscard]] std::size_t missing(std::size_t arrived) const noexcept {
        const auto wanted = header_known ? size() : header;
        return arrived < wanted ? wanted - arrived : 0;
    }
    [[nodiscard]] bool complete(std::size_t arrived) const noexcept {
        return !error && header_known && missing(arrived) == 0;
    }
};

inline constexpr std::size_t length_octets = 4;

template <boost::endian::order Order>
[[nodiscard]] std::uint32_t load_length(std::span<const std::byte, length_octets> from) noexcept {
    return boost::endian::endian_load<std::uint32_t, length_octets, Order>(
        reinterpret_cast<const unsigned char*>(from.data()));
}

template <boost::endian::order Order>
void store_length(std::span<std::byte, length_octets> to, std::size_t length) noexcept {
    boost::endian::endian_store<std::uint32_t, length_octets, Order>(
        reinterpret_cast<unsigned char*>(to.data()), static_cast<std::uint32_t>(length));
}

/// How many octets a payload may have.
struct payload_limits {
    std::size_t least = 0;
    std::size_t most = 0;
};

/// A frame of four octets of length and so much payload.
template <boost::endian::order Order>
[[nodiscard]] frame length_frame(std::span<const std::byte> arrived, payload_limits limits) noexcept {
    frame out{.header = length_octets};
    if (arrived.size() < length_octets) return out;
    out.header_known = true;
    const std::size_t length = load_length<Order>(arrived.first<length_octets>());
    if (length > limits.most)
        out.error = stream_errc::frame_too_large;
    else if (length < limits.least)
        out.error = stream_errc::bad_frame;
    else
        out.payload = length;
    return out;
}

} // namespace sspi::impl
