// SPDX-License-Identifier: BSL-1.0
// A handshake without I/O: what to call, send and read, in turn, until it is done or has failed.
#pragma once

#include <sspi/asio/impl/octet_buffer.hpp>
#include <sspi/asio/impl/party.hpp>
#include <sspi/asio/impl/receiver.hpp>
#include <sspi/asio/impl/step.hpp>

#include <cstddef>
#include <span>

namespace sspi::impl {

template <class Framing>
class handshake_machine {
  public:
    enum class action { call, write, read, done, failed };

    handshake_machine(const Framing& how, party& who, receiver& in)
        : words_(how), who_(who), in_(in), next_(words_.begin(who)) {}

    /// What is to be done now. Frames that have arrived are taken first.
    [[nodiscard]] action wants() {
        while (next_ == next::read && out_.empty()) {
            const auto arrived = in_.arrived().octets();
            const auto frame = words_.next_frame(arrived);
            missing_ = frame.missing(arrived.size());
            if (frame.error) fail(frame.error);
            if (!frame.complete(arrived.size())) break;
            next_ = words_.received(arrived.first(frame.size()), who_, out_);
            in_.arrived().consume(frame.size());
        }
        if (!out_.empty()) return action::write;
        return next_ == next::call   ? action::call
               : next_ == next::read ? action::read
               : next_ == next::done ? action::done
                                     : action::failed;
    }

    /// For the step that is to be made.
    [[nodiscard]] std::span<const std::byte> token() const noexcept { return words_.token(); }
    void called(const step_outcome& outcome) { next_ = words_.called(outcome, who_, out_); }

    [[nodiscard]] std::span<const std::byte> output() const noexcept { return out_.octets(); }
    void wrote(std::size_t count, const boost::system::error_code& error) {
        out_.consume(count);
        // What there was to say of a failure is said or not; the failure is what counts.
        if (error) fail(next_ == next::failed ? this->error() : error);
    }

    [[nodiscard]] std::span<std::byte> prepare() { return in_.prepare(missing_); }
    void arrived(std::size_t count, const boost::system::error_code& error) {
        in_.commit(count);
        if (error == boost::asio::error::eof)
            fail(in_.end(false));
        else if (error)
            fail(error);
    }

    /// Nothing more is said.
    void fail(const boost::system::error_code& error) {
        error_ = error;
        out_.consume(out_.size());
        next_ = next::failed;
    }

    [[nodiscard]] boost::system::error_code error() const noexcept {
        return error_ ? error_ : words_.error();
    }
    [[nodiscard]] const error_detail& detail() const noexcept { return words_.detail(); }
    [[nodiscard]] message_codec codec() const { return message_codec(who_.channel(), words_.format()); }

  private:
    typename Framing::handshake words_;
    party& who_;
    receiver& in_;
    octet_buffer out_;
    next next_;
    std::size_t missing_ = 0;
    boost::system::error_code error_{};
};

} // namespace sspi::impl
