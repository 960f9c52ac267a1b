// SPDX-License-Identifier: BSL-1.0
// The rules that turn a request into GSS flags, and granted GSS flags into a report.
#pragma once

#include <sspi/detail/flag_map.hpp>

namespace sspi::detail {

/// True when the request is answered with SEC_E_UNSUPPORTED_FUNCTION, for a bit or for two that exclude each other:
/// user-to-user tokens have a framing of their own, those of DCE style have none.
[[nodiscard]] constexpr bool refused(isc_req request) noexcept {
    if (has(request, isc_req::use_session_key) && has(request, isc_req::use_dce_style)) return true;
    return has(request, treated(initiator_requests, treatment::refused));
}
[[nodiscard]] constexpr bool refused(asc_req request) noexcept {
    return has(request, treated(acceptor_requests, treatment::refused));
}

/// The bits the library reports on its own account because it was asked to. ALLOCATED_MEMORY is not one of
/// them: it belongs to a call, not to the context, and is added by whoever allocates.
[[nodiscard]] constexpr isc_ret local_echo(isc_req request) noexcept {
    return has(request, isc_req::connection) ? isc_ret::connection : isc_ret::none;
}
[[nodiscard]] constexpr asc_ret local_echo(asc_req request) noexcept {
    return has(request, asc_req::connection) ? asc_ret::connection : asc_ret::none;
}

[[nodiscard]] constexpr bool wants_confidentiality(isc_req request) noexcept {
    return has(request, isc_req::confidentiality | isc_req::confidentiality_only);
}

/// What to ask the mechanism for. NO_INTEGRITY wins over every wish for per-message protection: servers take
/// the bits of the authenticator checksum (RFC 4121 section 4.1.1.1) for demands, and the caller does not
/// want to make them. Otherwise integrity is always asked for, as Windows does.
[[nodiscard]] constexpr gss_flag initiator_request(isc_req request) noexcept {
    auto ask = translate<&flag_row::ireq, &flag_row::requested>(request) | gss_flag::integ;
    if (wants_confidentiality(request)) ask |= gss_flag::conf;
    if (has(request, isc_req::no_integrity)) ask &= ~(gss_flag::integ | gss_flag::conf);
    if (has(ask, gss_flag::dce_style)) ask |= gss_flag::mutual; // the third leg answers an AP-REP
    if (!has(ask, gss_flag::mutual)) ask &= ~gss_flag::deleg_policy;
    return ask;
}

/// What to report to the initiator. The mechanism always grants sealing and signing; sealing is reported only
/// to who asked for it, and neither to who asked for NO_INTEGRITY.
[[nodiscard]] constexpr isc_ret initiator_granted(isc_req requested, gss_flag granted) noexcept {
    auto report = translate<&flag_row::granted, &flag_row::iret>(granted) | local_echo(requested);
    const bool unprotected = has(requested, isc_req::no_integrity);
    if (unprotected || !wants_confidentiality(requested)) report &= ~isc_ret::confidentiality;
    if (unprotected) report &= ~isc_ret::integrity;
    return report;
}

/// What to report to the acceptor: what the initiator's token brought, whether or not the acceptor asked for
/// it.
[[nodiscard]] constexpr asc_ret acceptor_granted(asc_req requested, gss_flag granted) noexcept {
    return translate<&flag_row::granted, &flag_row::aret>(granted) | local_echo(requested);
}

} // namespace sspi::detail
