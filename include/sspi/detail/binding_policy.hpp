// SPDX-License-Identifier: BSL-1.0
// Which channel bindings of a client an acceptor takes.
#pragma once

#include <sspi/detail/flag_bits.hpp>

namespace sspi::detail {

/// What a client's authenticator says about channel bindings (RFC 4121 section 4.1.1.2).
enum class sent_bindings {
    none,     ///< nothing: the client may not know of them
    withheld, ///< nothing, by a client that says that it sends them where there is a channel (MS-KILE 3.2.5.8)
    empty,    ///< those of no channel: no addresses, no application data
    some,
};

/// What an acceptor demands.
enum class binding_policy {
    unchecked,
    same,         ///< the client's are the acceptor's
    same_if_sent, ///< and a client that knows of none may have none
    some,         ///< the client's are of some channel: TLS ends before the acceptor, which cannot compare
    some_if_sent,
};

/// Without bindings of its own an acceptor has nothing to compare; PROXY_BINDINGS says that it should not.
[[nodiscard]] constexpr binding_policy binding_policy_for(asc_req request, bool given) noexcept {
    const bool optional = has(request, asc_req::allow_missing_bindings);
    if (has(request, asc_req::proxy_bindings))
        return optional ? binding_policy::some_if_sent : binding_policy::some;
    if (!given) return binding_policy::unchecked;
    return optional ? binding_policy::same_if_sent : binding_policy::same;
}

[[nodiscard]] constexpr bool compares(binding_policy policy) noexcept {
    return policy == binding_policy::same || policy == binding_policy::same_if_sent;
}

/// Whether what a client sent is enough; that it is the same as the acceptor's, where that matters, the mechanism
/// finds out.
[[nodiscard]] constexpr bool enough(binding_policy policy, sent_bindings sent) noexcept {
    const bool missing = sent == sent_bindings::none || sent == sent_bindings::withheld;
    switch (policy) {
    case binding_policy::same:
        return !missing;
    case binding_policy::same_if_sent:
        return sent != sent_bindings::withheld;
    case binding_policy::some:
        return sent == sent_bindings::some;
    case binding_policy::some_if_sent:
        return sent == sent_bindings::some || sent == sent_bindings::none;
    case binding_policy::unchecked:
        break;
    }
    return true;
}

} // namespace sspi::detail
