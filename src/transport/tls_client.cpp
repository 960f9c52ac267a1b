// SPDX-License-Identifier: BSL-1.0
// TLS to a server whose certificate has to be good, with OpenSSL.
#include "tls_client.hpp"

#include "../never_destroyed.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace sspi::transport {

namespace {

namespace ssl = boost::asio::ssl;
using error_code = boost::system::error_code;

/// Whoever opens a FIFO waits for its other end, and all who wait for the network meanwhile with him.
bool keeps_waiting(const std::string& path) {
    std::error_code unknown;
    const auto found = std::filesystem::status(path, unknown);
    return std::filesystem::exists(found) && !std::filesystem::is_regular_file(found);
}

/// Of certificates in a directory those count that can be read.
std::string trust_directory(ssl::context& context, const std::string& path) {
    std::error_code trouble;
    std::size_t found = 0;
    std::filesystem::directory_iterator each(path, trouble);
    for (; !trouble && each != std::filesystem::directory_iterator(); each.increment(trouble)) {
        error_code unreadable;
        if (!each->is_regular_file(trouble)) continue;
        context.load_verify_file(each->path().string(), unreadable);
        found += unreadable ? 0 : 1;
    }
    if (trouble) return path + ": " + trouble.message();
    return found == 0 ? path + " holds no certificate" : std::string();
}

std::string trust_source(ssl::context& context, const std::string& source) {
    constexpr std::string_view file = "FILE:", directory = "DIR:";
    if (source.starts_with(directory)) return trust_directory(context, source.substr(directory.size()));
    if (!source.starts_with(file)) return source + " begins with neither FILE: nor DIR:";
    const auto path = source.substr(file.size());
    if (keeps_waiting(path)) return path + " is no ordinary file";
    error_code trouble;
    context.load_verify_file(path, trouble);
    return trouble ? path + ": " + trouble.message() : std::string();
}

ssl::context new_context() {
    // A context shares an object of Asio's that would go when the process ends, before the last who connect.
    [[maybe_unused]] static never_destroyed<ssl::detail::openssl_init<>> kept;
    ssl::context context(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    return context;
}

std::string trust(ssl::context& context, const tls_anchors& anchors) {
    error_code trouble;
    std::string wrong;
    if (anchors.sources.empty()) context.set_default_verify_paths(trouble);
    for (const auto& source : anchors.sources)
        if (wrong.empty()) wrong = trust_source(context, source);
    ERR_clear_error(); // what was no certificate in a directory
    return trouble ? trouble.message() : wrong;
}

/// Whether the other side ended the connection with a word about why.
bool is_alert(const error_code& error) {
    const auto code = static_cast<unsigned long>(error.value());
    return error.category() == boost::asio::error::get_ssl_category() && ERR_GET_LIB(code) == ERR_LIB_SSL &&
           ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET;
}

} // namespace

tls_trust::tls_trust(const tls_anchors& anchors)
    : made_(std::make_shared<made>(made{.context = new_context(), .problem = {}})) {
    made_->problem = trust(made_->context, anchors);
}

bool expect_host(tls_stream& stream, const std::string& host) {
    SSL* const session = stream.native_handle();
    X509_VERIFY_PARAM* const expected = SSL_get0_param(session);
    error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1;
    // Certificates and SNI have names without the dot that ends a complete one (RFC 6066 3).
    const auto name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(expected, name.c_str(), name.size()) == 1 &&
           SSL_set_tlsext_host_name(session, name.c_str()) == 1;
}

tls_failure failure_of(tls_stream& stream, const error_code& error) {
    using enum gss::kdc_outcome;
    namespace on = boost::asio::error;
    if (const auto verdict = SSL_get_verify_result(stream.native_handle()); verdict != X509_V_OK)
        return {distrusted, X509_verify_cert_error_string(verdict)};
    if (error == ssl::error::stream_truncated || error == on::eof)
        return {closed, "the server closed the connection"};
    if (error.category() == boost::system::system_category() || is_alert(error))
        return {closed, error.message()};
    return {malformed, error.message()};
}

} // namespace sspi::transport
