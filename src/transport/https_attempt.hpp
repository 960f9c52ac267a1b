// SPDX-License-Identifier: BSL-1.0
// One try at a KDC proxy (MS-KKDCP): a POST over TLS that carries the request, and the reply in its answer.
#pragma once

#include "attempt.hpp"
#include "tls_client.hpp"

#include <sspi/detail/kdc_proxy_address.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sspi::transport {

/// A proxy, and the addresses that its host has.
struct https_server {
    detail::kdc_proxy_address proxy;
    std::vector<boost::asio::ip::tcp::endpoint> addresses;
};

/// An attempt that puts `request` into an envelope for KDCs of `realm`. It sets no time limit: destroy it, before `io`.
/// The outcomes:
///   answered: with what the proxy sent as the KDC's reply, of whatever kind;
///   unresolved, refused, unreachable, silent: no address took a connection;
///   distrusted: the certificate is not good, or the anchors cannot be used; the text is OpenSSL's;
///   rejected: the HTTP status is not 200. Redirects are not followed: that another host is the realm's is nothing that a
///     proxy may say;
///   closed: the connection ended before the answer did, by an alert of TLS too;
///   malformed: it speaks no TLS, no HTTP, or the answer is no envelope, or longer than wire::kkdcp::longest.
/// Proxies for HTTP that the environment names are not used.
[[nodiscard]] std::unique_ptr<attempt> https_attempt(const boost::asio::any_io_executor& io,
                                                     https_server server, tls_trust trust, std::string realm,
                                                     std::span<const std::byte> request, attempt_done done);

} // namespace sspi::transport
