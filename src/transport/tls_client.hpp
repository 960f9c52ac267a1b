// SPDX-License-Identifier: BSL-1.0
// TLS to a server whose certificate has to be good: whom we trust, what the server must be called, and what went wrong.
#pragma once

#include "../gss/kdc_call.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <string>
#include <vector>

namespace sspi::transport {

/// Who may have signed a server's certificate: MIT's http_anchors, "FILE:path" or "DIR:path" (every file there that holds
/// certificates). None: those whom the system trusts.
struct tls_anchors {
    std::vector<std::string> sources{};
};

using tls_stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// Whom a client trusts, for TLS 1.2 or later. It is made of files, which takes its time, by the thread whose call it is:
/// whoever handles what comes from the network does so for all calls.
class tls_trust {
  public:
    explicit tls_trust(const tls_anchors& anchors);

    [[nodiscard]] boost::asio::ssl::context& context() const noexcept { return made_->context; }
    /// What is wrong with the anchors, or nothing.
    [[nodiscard]] const std::string& problem() const noexcept { return made_->problem; }

  private:
    struct made {
        boost::asio::ssl::context context;
        std::string problem;
    };
    std::shared_ptr<made> made_;
};

/// Makes the stream expect a certificate for this DNS name or IP address, and ask for that name (SNI).
[[nodiscard]] bool expect_host(tls_stream& stream, const std::string& host);

/// How a TLS connection failed: by its certificate, by its end, or because what came is no TLS.
struct tls_failure {
    gss::kdc_outcome outcome;
    std::string text; ///< OpenSSL's words, or the system's
};
[[nodiscard]] tls_failure failure_of(tls_stream& stream, const boost::system::error_code& error);

} // namespace sspi::transport
