// SPDX-License-Identifier: BSL-1.0
// TLS to a server whose certificate has to be good: whom we trust, what the server must be called, and what went wrong.
#pragma once

#include "../gss/kdc_call.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <string>
#include <vector>

namespace sspi::transport {

/// Who may have signed a server's certificate: MIT's http_anchors, "FILE:path" or "DIR:path" (every file there that holds
/// certificates). None: those whom the system trusts.
struct tls_anchors {
    std::vector<std::string> sources{};
};

using tls_stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// TLS 1.2 or later.
[[nodiscard]] boost::asio::ssl::context tls_client_context();

/// Makes the context trust the anchors. Returns what is wrong with them, or nothing. Reads files.
[[nodiscard]] std::string trust(boost::asio::ssl::context& context, const tls_anchors& anchors);

/// Makes the stream expect a certificate for this DNS name or IP address, and ask for that name (SNI).
[[nodiscard]] bool expect_host(tls_stream& stream, const std::string& host);

/// How a TLS connection failed: by its certificate, by its end, or because what came is no TLS.
struct tls_failure {
    gss::kdc_outcome outcome;
    std::string text; ///< OpenSSL's words, or the system's
};
[[nodiscard]] tls_failure failure_of(tls_stream& stream, const boost::system::error_code& error);

} // namespace sspi::transport
