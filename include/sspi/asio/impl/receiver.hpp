// SPDX-License-Identifier: BSL-1.0
// What arrives: octets become frames, and frames plain text, in the same memory.
#pragma once

#include <sspi/asio/impl/message_codec.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace sspi::impl {

class receiver {
  public:
    [[nodiscard]] octet_buffer& arrived() noexcept { return arrived_; }

    /// Room for more octets of a frame. No more than is missing is asked for at the least, and never much more than has
    /// come already: what a peer only announces costs nothing.
    [[nodiscard]] std::span<std::byte> prepare(std::size_t missing) {
        return arrived_.prepare(std::min(missing, std::max(arrived_.size(), step)));
    }
    void commit(std::size_t count) noexcept { arrived_.commit(count); }

    /// What the end of the connection means after what has arrived so far.
    [[nodiscard]] boost::system::error_code end(bool marked) const noexcept {
        if (marked || !arrived_.empty()) return stream_errc::stream_truncated;
        return boost::asio::error::eof;
    }

    /// Whether there is plain text, once frames that have arrived are opened; without error false means that more has to
    /// arrive. An error stays.
    [[nodiscard]] bool has_plain(const message_codec& codec, boost::system::error_code& error) {
        while (plain_.empty() && !error_) {
            drop_opened();
            const auto frame = codec.next_frame(arrived_.octets());
            error_ = frame.error;
            missing_ = frame.missing(arrived_.size());
            if (error_ || missing_ != 0) break;
            open(codec, frame);
        }
        error = plain_.empty() ? error_ : boost::system::error_code();
        return !plain_.empty();
    }
    /// Octets that the frame at the front lacks, as far as is known.
    [[nodiscard]] std::size_t missing() const noexcept { return missing_; }
    void fail(const boost::system::error_code& error) noexcept { error_ = error; }
    [[nodiscard]] const error_detail& detail() const noexcept { return detail_; }

    /// Moves plain text out.
    template <class Buffers>
    [[nodiscard]] std::size_t take(const Buffers& to) {
        const auto count = boost::asio::buffer_copy(to, boost::asio::buffer(plain_.data(), plain_.size()));
        plain_ = plain_.subspan(count);
        return count;
    }
    /// Octets that arrived behind the handshake, where messages have no frames.
    template <class Buffers>
    [[nodiscard]] std::size_t take_raw(const Buffers& to) {
        const auto octets = arrived_.octets();
        const auto count = boost::asio::buffer_copy(to, boost::asio::buffer(octets.data(), octets.size()));
        arrived_.consume(count);
        return count;
    }

  private:
    static constexpr std::size_t step = 0x4000;

    void drop_opened() noexcept {
        arrived_.consume(opened_);
        opened_ = 0;
    }
    void open(const message_codec& codec, const frame& which) {
        const auto token = arrived_.octets().subspan(which.header, which.payload);
        opened_ = which.size();
        plain_ = codec.open(token, error_, detail_);
        if (!error_ && plain_.empty() && codec.format().marks_end) error_ = boost::asio::error::eof;
    }

    octet_buffer arrived_;
    std::span<std::byte> plain_{}; // in the frame at the front of arrived_
    std::size_t opened_ = 0;       // that frame's size, until its plain text is out
    std::size_t missing_ = 0;
    boost::system::error_code error_{};
    error_detail detail_{}; // of the message that could not be opened
};

} // namespace sspi::impl
