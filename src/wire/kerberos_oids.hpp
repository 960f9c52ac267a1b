// SPDX-License-Identifier: BSL-1.0
// The two object identifiers under which SPNEGO knows Kerberos, and the list of mechanisms that is made of them.
#pragma once

#include "gss_framing.hpp"

#include <sspi/detail/mechanism_oids.hpp>

#include <algorithm>

namespace sspi::wire {

using detail::kerberos_oid;
using detail::microsoft_kerberos_oid;

[[nodiscard]] constexpr bool is_kerberos(view oid) {
    return std::ranges::equal(oid, kerberos_oid) || std::ranges::equal(oid, microsoft_kerberos_oid);
}

/// What this side offers, in its order of preference: the DER of a MechTypeList.
[[nodiscard]] inline bytes offered_mechanisms() {
    constexpr auto standard = detail::with_header(kerberos_oid);
    constexpr auto microsoft = detail::with_header(microsoft_kerberos_oid);
    return der::plain_element(der::tag::sequence, {standard, microsoft});
}

/// A Kerberos token whose framing (RFC 2743 3.1) names `from`, with `to` in its place; any other as it is. An
/// initiator that was told to use Microsoft's identifier may frame its tokens with it as well.
[[nodiscard]] inline bytes reframed(view token, view from, view to) {
    bytes out(token.begin(), token.end());
    const auto framed = parse_framing(token);
    if (framed && from.size() == to.size() && std::ranges::equal(framed->mechanism, from))
        std::ranges::copy(to, out.begin() + (framed->mechanism.data() - token.data()));
    return out;
}

} // namespace sspi::wire
