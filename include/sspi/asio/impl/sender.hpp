// SPDX-License-Identifier: BSL-1.0
// What leaves: plain text becomes a message, and the message goes out in as many pieces as the next layer takes.
#pragma once

#include <sspi/asio/impl/message_codec.hpp>

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace sspi::impl {

class sender {
  public:
    /// What has been made and not sent. A write that was cancelled leaves the rest of its message here, and the next one
    /// sends that first, so that the peer never sees half a message.
    [[nodiscard]] std::span<const std::byte> unsent() const noexcept { return waiting_.octets(); }
    void sent(std::size_t count) noexcept { waiting_.consume(count); }

    /// Makes one message of the first octets, of which there are some; how many they are.
    template <class Buffers>
    [[nodiscard]] std::size_t put(const message_codec& codec, const Buffers& from,
                                  boost::system::error_code& error) {
        const auto size = std::min(boost::asio::buffer_size(from), codec.most_plain());
        if (size == 0) error = stream_errc::frame_too_large; // the limits leave room for nothing
        if (size == 0) return 0;
        const auto copy = [&](std::span<std::byte> to) {
            boost::asio::buffer_copy(boost::asio::buffer(to.data(), to.size()), from);
        };
        codec.seal(size, copy, waiting_, error, detail_);
        return error ? 0 : size;
    }

    /// The mark of the stream's end, behind everything.
    void put_end(const message_codec& codec, boost::system::error_code& error) {
        codec.seal(
            0, [](std::span<std::byte>) {}, waiting_, error, detail_);
    }

    /// Of the message that could not be made.
    [[nodiscard]] const error_detail& detail() const noexcept { return detail_; }

  private:
    octet_buffer waiting_;
    error_detail detail_{};
};

} // namespace sspi::impl
