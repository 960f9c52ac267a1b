// SPDX-License-Identifier: BSL-1.0
// Which steps of a handshake may wait for a KDC, by the token that they are to take.
#pragma once

#include <sspi/detail/der.hpp>
#include <sspi/detail/mechanism_oids.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

namespace sspi::impl {

using token_view = std::span<const std::byte>;

/// What is in the framing of RFC 2743 3.1 behind a mechanism's identifier.
template <std::size_t Size>
[[nodiscard]] std::optional<token_view> framed_in(token_view token,
                                                  const detail::oid_content<Size>& mechanism) {
    const auto content = detail::der::exact(token, detail::der::tag::application, detail::der::lengths::any);
    const auto name = detail::with_header(mechanism);
    if (!content || content->size() < name.size() || !std::ranges::equal(content->first(name.size()), name))
        return std::nullopt;
    return content->subspan(name.size());
}

/// A mechanism's token that an acceptor's NegTokenResp carries (RFC 4178 4.2.2), or what is no such thing as it is.
[[nodiscard]] inline token_view unwrapped_response(token_view token) {
    namespace der = detail::der;
    constexpr auto any = der::lengths::any;
    const auto choice = der::exact(token, der::context(1), any);
    const auto members = der::sequence_of<4>(choice, der::unknown::passed_over, any);
    if (!members) return token;
    return der::exact((*members)[2], der::tag::octet_string, any).value_or(token_view());
}

/// Whether a token is an AP-REP of Kerberos (RFC 4121 4.1).
[[nodiscard]] inline bool is_ap_rep(token_view token) {
    const auto is = [](const std::optional<token_view>& inner) {
        return inner && inner->size() >= 2 && (*inner)[0] == std::byte{2} && (*inner)[1] == std::byte{0};
    };
    return is(framed_in(token, detail::kerberos_oid)) || is(framed_in(token, detail::microsoft_kerberos_oid));
}

/// An initiator asks for tickets until the acceptor has answered with a proof. (After a clock skew it asks anew, and where
/// Negotiate's first token was not taken it begins anew.) An acceptor has its key, but for user-to-user, where it gives a ticket
/// away that it may have to ask for.
[[nodiscard]] inline bool may_wait(bool initiates, token_view token) {
    if (initiates) return !is_ap_rep(unwrapped_response(token));
    return framed_in(token, detail::user_to_user_oid).has_value();
}

} // namespace sspi::impl
