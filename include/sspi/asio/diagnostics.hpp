// SPDX-License-Identifier: BSL-1.0
// What a stream knows of a failure beyond its error_code, for those who do not keep the stream.
#pragma once

#include <sspi/error.hpp>

#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace sspi {

/// All that is known of a failure of a stream.
struct diagnostics {
    std::string target{}; ///< the service that the client asked for; empty for a server's stream
    error_detail
        detail{}; ///< empty where it is not the library that refused: a framing's or the next layer's error, or success
};

/// What the throwing functions of a stream throw, and what with_diagnostics() gives. code() is the error. what() says where, with
/// which target, what the error means, and what a person may do about it or what Kerberos said, where something is known:
/// "sspi::stream::handshake with HTTP/web.example.test: The logon was refused. ...", as sspi::system_error does.
/// Copies share their contents and do not throw.
class stream_exception : public boost::system::system_error {
  public:
    stream_exception(const boost::system::error_code& code, const char* where, sspi::diagnostics more)
        : boost::system::system_error(code),
          told_(std::make_shared<const told>(told{words(code, where, more), std::move(more)})) {}

    /// Lives as long as the exception or a copy of it.
    [[nodiscard]] const char* what() const noexcept override { return told_->words.c_str(); }
    [[nodiscard]] const std::string& target() const noexcept { return told_->more.target; }
    [[nodiscard]] const error_detail& detail() const noexcept { return told_->more.detail; }

  private:
    struct told {
        std::string words;
        sspi::diagnostics more;
    };

    static std::string words(const boost::system::error_code& code, const char* where,
                             const sspi::diagnostics& more) {
        const auto& further = impl::further_words(more.detail);
        return where + (more.target.empty() ? "" : " with " + more.target) + ": " + code.message() +
               (further.empty() ? "" : " ") + further;
    }

    std::shared_ptr<const told> told_;
};

/// A completion token around another, with which a function of a stream gives a std::exception_ptr of stream_exception in place of
/// an error_code: co_await then throws that.
template <class Token>
struct with_diagnostics_t {
    Token token;
};

/// In the manner of Boost.MySQL:
///
///     co_await server.async_handshake(sspi::with_diagnostics(asio::use_awaitable));   // throws stream_exception
///
/// The functions of a stream take it: async_handshake, async_read_some, async_write_some, async_shutdown.
template <class Token>
[[nodiscard]] with_diagnostics_t<std::decay_t<Token>> with_diagnostics(Token&& token) {
    return {std::forward<Token>(token)};
}

} // namespace sspi
