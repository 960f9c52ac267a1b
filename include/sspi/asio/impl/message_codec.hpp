// SPDX-License-Identifier: BSL-1.0
// Messages after the handshake: four octets of length and a wrapped token, which all three framings have.
#pragma once

#include <sspi/asio/impl/frame.hpp>
#include <sspi/asio/impl/octet_buffer.hpp>
#include <sspi/impl/calls.hpp>
#include <sspi/protection_level.hpp>
#include <sspi/secure_channel.hpp>

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace sspi::impl {

/// How messages travel, as a handshake has settled it.
struct message_format {
    protection_level level = protection_level::confidentiality;
    boost::endian::order order = boost::endian::order::big;
    payload_limits received{};  // of tokens
    std::size_t most_sent = 0;  // octets of a token
    std::size_t most_plain = 0; // octets of plain text in a message
    bool marks_end = false;     // by a message without plain text
};

class message_codec {
  public:
    message_codec(secure_channel channel, const message_format& format)
        : channel_(std::move(channel)), format_(format),
          most_plain_(std::min(format.most_plain, channel_.largest_message(format.most_sent))) {}

    [[nodiscard]] const message_format& format() const noexcept { return format_; }
    [[nodiscard]] bool protects() const noexcept { return format_.level != protection_level::none; }
    /// Octets of plain text in the largest message; 0 where the peer's limit leaves no room for any.
    [[nodiscard]] std::size_t most_plain() const noexcept { return most_plain_; }
    [[nodiscard]] const secure_channel& channel() const noexcept { return channel_; }

    [[nodiscard]] frame next_frame(std::span<const std::byte> arrived) const noexcept {
        return format_.order == boost::endian::order::big
                   ? length_frame<boost::endian::order::big>(arrived, format_.received)
                   : length_frame<boost::endian::order::little>(arrived, format_.received);
    }

    /// The plain text of a token, which is where the token was.
    [[nodiscard]] std::span<std::byte> open(std::span<std::byte> token, boost::system::error_code& error,
                                            error_detail& detail) const {
        plain_message opened;
        const auto result = calls::unwrap(channel_, token, opened);
        error = result.code();
        if (error) detail = result.detail();
        if (!error && encrypts() && opened.how != protection::encrypted)
            error = stream_errc::unprotected_message;
        return error ? std::span<std::byte>{} : opened.data;
    }

    /// Appends one message with so many octets, which `copy` puts where it is told, for the peer.
    template <class Copy>
    void seal(std::size_t size, Copy&& copy, octet_buffer& out, boost::system::error_code& error,
              error_detail& detail) const {
        const auto header = channel_.header_size();
        const auto whole = length_octets + header + size + channel_.trailer_size();
        const auto memory = out.prepare(whole).first(whole);
        const auto message = memory.subspan(length_octets + header, size);
        copy(message);
        wrapped_sizes used;
        const auto result =
            calls::wrap_in_place(channel_, memory.subspan(length_octets, header), message,
                                 memory.subspan(length_octets + header + size),
                                 encrypts() ? protection::encrypted : protection::signed_only, used);
        error = result.code();
        if (error) detail = result.detail();
        if (error) return;
        close_gap(memory, header, used.header);
        const auto token = used.header + size + used.trailer;
        store(memory.first<length_octets>(), token);
        out.commit(length_octets + token);
    }

  private:
    [[nodiscard]] bool encrypts() const noexcept {
        return format_.level == protection_level::confidentiality;
    }

    /// Where the header came out smaller than its room, what follows moves up to it.
    static void close_gap(std::span<std::byte> memory, std::size_t room, std::size_t used) noexcept {
        if (used == room) return;
        const auto rest = memory.subspan(length_octets + room);
        std::ranges::copy(rest, memory.subspan(length_octets + used).begin());
    }
    void store(std::span<std::byte, length_octets> to, std::size_t length) const noexcept {
        if (format_.order == boost::endian::order::big)
            store_length<boost::endian::order::big>(to, length);
        else
            store_length<boost::endian::order::little>(to, length);
    }

    secure_channel channel_;
    message_format format_;
    std::size_t most_plain_;
};

} // namespace sspi::impl
