// SPDX-License-Identifier: BSL-1.0
// The realm of names that have none.
#pragma once

#include "objects.hpp"
#include "words.hpp"

#include <string>
#include <string_view>

namespace sspi::heimdal {

/// Tells a new krb5_context its default realm: default_realm of krb5.conf; else what [domain_realm] has for this computer's name
/// or a domain that it is in; else that domain in upper case; else an empty one. Heimdal, left to itself, would ask DNS for it
/// (krb5_get_host_realm), on every thread, for as long as that takes, and believe what comes.
void settle_default_realm(krb5_context context) noexcept;

/// What the thread's context was told; empty where nothing says.
[[nodiscard]] std::string default_realm();

/// The realm for `host` in [domain_realm]: the host itself, then each of its parent domains with their dot. Empty without one.
[[nodiscard]] std::string configured_realm(krb5_context context, std::string_view host);

} // namespace sspi::heimdal
