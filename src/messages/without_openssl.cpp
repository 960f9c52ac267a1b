// SPDX-License-Identifier: BSL-1.0
// A build without OpenSSL: the backend's cipher makes all messages.
#include "openssl_protection.hpp"

namespace sspi::messages {

std::unique_ptr<protection> make_openssl_protection(const gss::message_keys&, const rfc4121_options&,
                                                    const progress*) {
    return nullptr;
}

} // namespace sspi::messages
