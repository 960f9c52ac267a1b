// SPDX-License-Identifier: BSL-1.0
// Per-message tokens of RFC 4121 by OpenSSL, in the caller's buffers, for the AES enctypes.
#pragma once

#include "protection.hpp"
#include "rfc4121_rules.hpp"

#include <memory>

namespace sspi::messages {

/// Null for other enctypes, and where OpenSSL lacks what the enctype needs. `from` is null for a context
/// that has not sent or received yet.
[[nodiscard]] std::unique_ptr<protection>
make_openssl_protection(const gss::message_keys& keys, const rfc4121_options& options, const progress* from);

} // namespace sspi::messages
