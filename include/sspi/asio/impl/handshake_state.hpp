// SPDX-License-Identifier: BSL-1.0
// What every handshake keeps: the peer's token for the next step, how it failed, and what the messages are like then.
#pragma once

#include <sspi/asio/impl/message_codec.hpp>
#include <sspi/asio/impl/party.hpp>
#include <sspi/asio/impl/step.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace sspi::impl {

class handshake_state {
  public:
    [[nodiscard]] next begin(const party& who) const { return who.initiates() ? next::call : next::read; }

    [[nodiscard]] std::span<const std::byte> token() const noexcept { return token_; }
    [[nodiscard]] const boost::system::error_code& error() const noexcept { return error_; }
    [[nodiscard]] const error_detail& detail() const noexcept { return detail_; }
    [[nodiscard]] const message_format& format() const noexcept { return format_; }

  protected:
    /// The next step is to take this.
    [[nodiscard]] next call_with(std::span<const std::byte> token) {
        token_.assign(token.begin(), token.end());
        return next::call;
    }
    [[nodiscard]] next fail(const boost::system::error_code& error) {
        error_ = error;
        return next::failed;
    }

    message_format format_{};
    boost::system::error_code error_{};
    error_detail detail_{}; // of a message of the handshake's own that the library refused

  private:
    std::vector<std::byte> token_;
};

} // namespace sspi::impl
