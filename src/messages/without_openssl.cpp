// SPDX-License-Identifier: BSL-1.0
// A build without OpenSSL: the backend's cipher makes all messages, and the backend all keys.
#include "openssl_protection.hpp"
#include "string_to_key.hpp"

namespace sspi::messages {

std::unique_ptr<protection> make_openssl_protection(const gss::message_keys&, const rfc4121_options&,
                                                    const progress*) {
    return nullptr;
}

std::optional<detail::secret_bytes> string_to_key(const password_recipe&) {
    return std::nullopt;
}

} // namespace sspi::messages
