// SPDX-License-Identifier: BSL-1.0
// A TCP connection to the first of a server's addresses that takes one.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::transport {

/// The next address is tried when one failed, or was silent for a moment (RFC 8305 5); those before it may still win.
/// Owned by a shared_ptr, which its handlers share.
class address_race : public std::enable_shared_from_this<address_race> {
  public:
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    /// The connection; or none, the last error, and what came of each address.
    using done = std::function<void(std::optional<tcp::socket>, error_code, std::string)>;

    static constexpr std::chrono::milliseconds stagger{250};

    address_race(const boost::asio::any_io_executor& io, std::vector<tcp::endpoint> addresses, done tell)
        : io_(io), addresses_(std::move(addresses)), tell_(std::move(tell)), timer_(io) {}

    /// Needs an address.
    void start() { try_next(); }

    /// Nobody is told anything from here on.
    void cancel() noexcept {
        tell_ = nullptr;
        timer_.cancel();
        sockets_.clear();
    }

  private:
    void try_next() {
        const auto index = sockets_.size();
        auto& socket = *sockets_.emplace_back(std::make_unique<tcp::socket>(io_));
        socket.async_connect(addresses_[index], [self = shared_from_this(), index](error_code error) {
            if (self->tell_) self->ended(index, error);
        });
        if (sockets_.size() == addresses_.size()) return;
        timer_.expires_after(stagger);
        timer_.async_wait([self = shared_from_this(), expected = sockets_.size()](error_code error) {
            if (!error && self->tell_ && self->sockets_.size() == expected) self->try_next();
        });
    }

    void ended(std::size_t index, error_code error) {
        if (!error) return finish(std::move(*sockets_[index]), {}, {});
        const auto& address = addresses_[index];
        text_ += (text_.empty() ? "" : "; ") + address.address().to_string() + ": " + error.message();
        if (++failed_ == addresses_.size()) return finish(std::nullopt, error, std::move(text_));
        if (failed_ == sockets_.size()) try_next();
    }

    void finish(std::optional<tcp::socket> socket, error_code error, std::string text) {
        const auto tell = std::exchange(tell_, nullptr);
        cancel();
        tell(std::move(socket), error, std::move(text));
    }

    boost::asio::any_io_executor io_;
    const std::vector<tcp::endpoint> addresses_;
    done tell_;
    boost::asio::steady_timer timer_;
    std::vector<std::unique_ptr<tcp::socket>> sockets_; // of the addresses that were tried
    std::size_t failed_ = 0;
    std::string text_;
};

} // namespace sspi::transport
