// SPDX-License-Identifier: BSL-1.0
// The flag tables: one row per capability, and who deals with each request bit.
#pragma once

#include <sspi/detail/flag_bits.hpp>

#include <bit>
#include <cstddef>
#include <type_traits>

namespace sspi::detail {

/// One capability in every vocabulary; a cell is one bit, or `none` where a vocabulary lacks the word.
struct flag_row {
    gss_flag requested;
    gss_flag granted;
    isc_req ireq;
    isc_ret iret;
    asc_req areq;
    asc_ret aret;
    const char* why;
};

inline constexpr flag_row flag_map[] = {
    {gss_flag::deleg_policy, gss_flag::deleg, isc_req::delegate, isc_ret::delegate, asc_req::delegate,
     asc_ret::delegate, "forwarded only to services marked OK-AS-DELEGATE (MS-KILE 3.2.5.1, RFC 5896)"},
    {gss_flag::mutual, gss_flag::mutual, isc_req::mutual_auth, isc_ret::mutual_auth, asc_req::mutual_auth,
     asc_ret::mutual_auth, "AP-REP leg (RFC 4121 4.1)"},
    {gss_flag::replay, gss_flag::replay, isc_req::replay_detect, isc_ret::replay_detect,
     asc_req::replay_detect, asc_ret::replay_detect, "repeated tokens are found (RFC 2743 1.2.3)"},
    {gss_flag::sequence, gss_flag::sequence, isc_req::sequence_detect, isc_ret::sequence_detect,
     asc_req::sequence_detect, asc_ret::sequence_detect, "gaps and reordering are found (RFC 2743 1.2.3)"},
    {gss_flag::conf, gss_flag::conf, isc_req::confidentiality, isc_ret::confidentiality,
     asc_req::confidentiality, asc_ret::confidentiality, "sealing (RFC 4121 4.2.4)"},
    {gss_flag::integ, gss_flag::integ, isc_req::integrity, isc_ret::integrity, asc_req::integrity,
     asc_ret::integrity, "signing (RFC 4121 4.2.4)"},
    {gss_flag::dce_style, gss_flag::dce_style, isc_req::use_dce_style, isc_ret::used_dce_style,
     asc_req::use_dce_style, asc_ret::used_dce_style, "three legs without framing (RFC 4757 7.1)"},
    {gss_flag::identify, gss_flag::identify, isc_req::identify, isc_ret::identify, asc_req::identify,
     asc_ret::identify, "identify, do not impersonate (RFC 4757 7.1)"},
    {gss_flag::extended_error, gss_flag::extended_error, isc_req::extended_error, isc_ret::extended_error,
     asc_req::extended_error, asc_ret::extended_error, "error tokens for the peer (RFC 4757 7.1)"},
    {gss_flag::user_to_user, gss_flag::user_to_user, isc_req::use_session_key, isc_ret::use_session_key,
     asc_req::use_session_key, asc_ret::use_session_key,
     "a ticket under the session key of the acceptor's own (MS-KILE 3.2.5.8, RFC 4120 3.7)"},
};

/// Who deals with a request bit.
enum class treatment {
    mapped,  ///< the mechanism: a row of flag_map
    local,   ///< this library
    ignored, ///< accepted, without effect, not reported
    refused, ///< SEC_E_UNSUPPORTED_FUNCTION
};

template <class Request>
struct request_row {
    Request bit;
    const char* name;
    treatment how;
};

inline constexpr request_row<isc_req> initiator_requests[] = {
    {isc_req::delegate, "ISC_REQ_DELEGATE", treatment::mapped},
    {isc_req::mutual_auth, "ISC_REQ_MUTUAL_AUTH", treatment::mapped},
    {isc_req::replay_detect, "ISC_REQ_REPLAY_DETECT", treatment::mapped},
    {isc_req::sequence_detect, "ISC_REQ_SEQUENCE_DETECT", treatment::mapped},
    {isc_req::confidentiality, "ISC_REQ_CONFIDENTIALITY", treatment::mapped},
    {isc_req::use_session_key, "ISC_REQ_USE_SESSION_KEY", treatment::mapped},
    {isc_req::prompt_for_creds, "ISC_REQ_PROMPT_FOR_CREDS", treatment::refused},
    {isc_req::use_supplied_creds, "ISC_REQ_USE_SUPPLIED_CREDS", treatment::local},
    {isc_req::allocate_memory, "ISC_REQ_ALLOCATE_MEMORY", treatment::local},
    {isc_req::use_dce_style, "ISC_REQ_USE_DCE_STYLE", treatment::mapped},
    {isc_req::datagram, "ISC_REQ_DATAGRAM", treatment::refused},
    {isc_req::connection, "ISC_REQ_CONNECTION", treatment::local},
    {isc_req::call_level, "ISC_REQ_CALL_LEVEL", treatment::ignored},
    {isc_req::fragment_supplied, "ISC_REQ_FRAGMENT_SUPPLIED", treatment::ignored},
    {isc_req::extended_error, "ISC_REQ_EXTENDED_ERROR", treatment::mapped},
    {isc_req::stream, "ISC_REQ_STREAM", treatment::ignored},
    {isc_req::integrity, "ISC_REQ_INTEGRITY", treatment::mapped},
    {isc_req::identify, "ISC_REQ_IDENTIFY", treatment::mapped},
    {isc_req::null_session, "ISC_REQ_NULL_SESSION", treatment::ignored},
    {isc_req::manual_cred_validation, "ISC_REQ_MANUAL_CRED_VALIDATION", treatment::ignored},
    {isc_req::reserved1, "ISC_REQ_RESERVED1", treatment::ignored},
    {isc_req::fragment_to_fit, "ISC_REQ_FRAGMENT_TO_FIT", treatment::ignored},
    {isc_req::forward_credentials, "ISC_REQ_FORWARD_CREDENTIALS", treatment::ignored},
    {isc_req::no_integrity, "ISC_REQ_NO_INTEGRITY", treatment::local},
    {isc_req::use_http_style, "ISC_REQ_USE_HTTP_STYLE", treatment::ignored},
    {isc_req::unverified_target_name, "ISC_REQ_UNVERIFIED_TARGET_NAME", treatment::ignored},
    {isc_req::confidentiality_only, "ISC_REQ_CONFIDENTIALITY_ONLY", treatment::local},
};

inline constexpr request_row<asc_req> acceptor_requests[] = {
    {asc_req::delegate, "ASC_REQ_DELEGATE", treatment::mapped},
    {asc_req::mutual_auth, "ASC_REQ_MUTUAL_AUTH", treatment::mapped},
    {asc_req::replay_detect, "ASC_REQ_REPLAY_DETECT", treatment::mapped},
    {asc_req::sequence_detect, "ASC_REQ_SEQUENCE_DETECT", treatment::mapped},
    {asc_req::confidentiality, "ASC_REQ_CONFIDENTIALITY", treatment::mapped},
    {asc_req::use_session_key, "ASC_REQ_USE_SESSION_KEY", treatment::mapped},
    {asc_req::session_ticket, "ASC_REQ_SESSION_TICKET", treatment::ignored},
    {asc_req::allocate_memory, "ASC_REQ_ALLOCATE_MEMORY", treatment::local},
    {asc_req::use_dce_style, "ASC_REQ_USE_DCE_STYLE", treatment::mapped},
    {asc_req::datagram, "ASC_REQ_DATAGRAM", treatment::refused},
    {asc_req::connection, "ASC_REQ_CONNECTION", treatment::local},
    {asc_req::call_level, "ASC_REQ_CALL_LEVEL", treatment::ignored},
    {asc_req::fragment_supplied, "ASC_REQ_FRAGMENT_SUPPLIED", treatment::ignored},
    {asc_req::extended_error, "ASC_REQ_EXTENDED_ERROR", treatment::mapped},
    {asc_req::stream, "ASC_REQ_STREAM", treatment::ignored},
    {asc_req::integrity, "ASC_REQ_INTEGRITY", treatment::mapped},
    {asc_req::licensing, "ASC_REQ_LICENSING", treatment::ignored},
    {asc_req::identify, "ASC_REQ_IDENTIFY", treatment::mapped},
    {asc_req::allow_null_session, "ASC_REQ_ALLOW_NULL_SESSION", treatment::ignored},
    {asc_req::allow_non_user_logons, "ASC_REQ_ALLOW_NON_USER_LOGONS", treatment::ignored},
    {asc_req::allow_context_replay, "ASC_REQ_ALLOW_CONTEXT_REPLAY", treatment::ignored},
    {asc_req::fragment_to_fit, "ASC_REQ_FRAGMENT_TO_FIT", treatment::ignored},
    {asc_req::no_token, "ASC_REQ_NO_TOKEN", treatment::ignored},
    {asc_req::proxy_bindings, "ASC_REQ_PROXY_BINDINGS", treatment::local},
    {asc_req::allow_missing_bindings, "ASC_REQ_ALLOW_MISSING_BINDINGS", treatment::local},
};

/// All bits the C contract defines for a 32-bit request, written independently of the tables above.
inline constexpr auto every_isc_req = static_cast<isc_req>(0x61FFFFFF);
inline constexpr auto every_asc_req = static_cast<asc_req>(0x15FFBF7F);

/// The bits of one column of flag_map.
template <auto Column>
[[nodiscard]] constexpr auto column_bits() noexcept {
    auto all = flag_map[0].*Column;
    for (const auto& row : flag_map)
        all |= row.*Column;
    return all;
}

/// True when every cell of the column has at most one bit and no bit stands twice.
template <auto Column>
[[nodiscard]] constexpr bool column_is_sound() noexcept {
    int cells = 0;
    for (const auto& row : flag_map) {
        if (std::popcount(bits(row.*Column)) > 1) return false;
        cells += std::popcount(bits(row.*Column));
    }
    return cells == std::popcount(bits(column_bits<Column>()));
}

/// The request bits that are treated in the given way.
template <class Request, std::size_t N>
[[nodiscard]] constexpr Request treated(const request_row<Request> (&rows)[N], treatment how) noexcept {
    auto all = Request::none;
    for (const auto& row : rows)
        if (row.how == how) all |= row.bit;
    return all;
}

/// True when the rows hold each bit of `every` once and nothing else.
template <class Request, std::size_t N>
[[nodiscard]] constexpr bool covers_once(const request_row<Request> (&rows)[N], Request every) noexcept {
    auto seen = Request::none;
    for (const auto& row : rows) {
        if (std::popcount(bits(row.bit)) != 1 || has(seen, row.bit)) return false;
        seen |= row.bit;
    }
    return seen == every;
}

static_assert(column_is_sound<&flag_row::requested>() && column_is_sound<&flag_row::granted>());
static_assert(column_is_sound<&flag_row::ireq>() && column_is_sound<&flag_row::iret>());
static_assert(column_is_sound<&flag_row::areq>() && column_is_sound<&flag_row::aret>());
static_assert(covers_once(initiator_requests, every_isc_req) &&
              covers_once(acceptor_requests, every_asc_req));
static_assert(treated(initiator_requests, treatment::mapped) == column_bits<&flag_row::ireq>());
static_assert(treated(acceptor_requests, treatment::mapped) == column_bits<&flag_row::areq>());

/// Carries the bits of one column over to another; bits the table does not have are dropped.
template <auto From, auto To>
[[nodiscard]] constexpr auto translate(std::remove_cvref_t<decltype(flag_map[0].*From)> value) noexcept {
    auto result = std::remove_cvref_t<decltype(flag_map[0].*To)>::none;
    for (const auto& row : flag_map)
        if (has(value, row.*From)) result |= row.*To;
    return result;
}

} // namespace sspi::detail
