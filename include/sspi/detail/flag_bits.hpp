// SPDX-License-Identifier: BSL-1.0
// The five flag vocabularies as scoped enumerations, which cannot be mixed by accident.
#pragma once

#include <concepts>
#include <cstdint>

namespace sspi::detail {

/// What a caller of InitializeSecurityContext asks for (ISC_REQ_).
enum class isc_req : std::uint32_t {
    none = 0,
    delegate = 0x00000001,
    mutual_auth = 0x00000002,
    replay_detect = 0x00000004,
    sequence_detect = 0x00000008,
    confidentiality = 0x00000010,
    use_session_key = 0x00000020,
    prompt_for_creds = 0x00000040,
    use_supplied_creds = 0x00000080,
    allocate_memory = 0x00000100,
    use_dce_style = 0x00000200,
    datagram = 0x00000400,
    connection = 0x00000800,
    call_level = 0x00001000,
    fragment_supplied = 0x00002000,
    extended_error = 0x00004000,
    stream = 0x00008000,
    integrity = 0x00010000,
    identify = 0x00020000,
    null_session = 0x00040000,
    manual_cred_validation = 0x00080000,
    reserved1 = 0x00100000,
    fragment_to_fit = 0x00200000,
    forward_credentials = 0x00400000,
    no_integrity = 0x00800000,
    use_http_style = 0x01000000,
    unverified_target_name = 0x20000000,
    confidentiality_only = 0x40000000,
};

/// What InitializeSecurityContext reports (ISC_RET_). Not all bits mean what the request bit of the same
/// value means.
enum class isc_ret : std::uint32_t {
    none = 0,
    delegate = 0x00000001,
    mutual_auth = 0x00000002,
    replay_detect = 0x00000004,
    sequence_detect = 0x00000008,
    confidentiality = 0x00000010,
    use_session_key = 0x00000020,
    used_collected_creds = 0x00000040,
    used_supplied_creds = 0x00000080,
    allocated_memory = 0x00000100,
    used_dce_style = 0x00000200,
    datagram = 0x00000400,
    connection = 0x00000800,
    intermediate_return = 0x00001000,
    call_level = 0x00002000,
    extended_error = 0x00004000,
    stream = 0x00008000,
    integrity = 0x00010000,
    identify = 0x00020000,
    null_session = 0x00040000,
    manual_cred_validation = 0x00080000,
    reserved1 = 0x00100000,
    fragment_only = 0x00200000,
    forward_credentials = 0x00400000,
    used_http_style = 0x01000000,
    no_additional_token = 0x02000000,
    reauthentication = 0x08000000,
    confidentiality_only = 0x40000000,
};

/// What a caller of AcceptSecurityContext asks for (ASC_REQ_). From 0x8000 on the values differ from
/// ISC_REQ_.
enum class asc_req : std::uint32_t {
    none = 0,
    delegate = 0x00000001,
    mutual_auth = 0x00000002,
    replay_detect = 0x00000004,
    sequence_detect = 0x00000008,
    confidentiality = 0x00000010,
    use_session_key = 0x00000020,
    session_ticket = 0x00000040,
    allocate_memory = 0x00000100,
    use_dce_style = 0x00000200,
    datagram = 0x00000400,
    connection = 0x00000800,
    call_level = 0x00001000,
    fragment_supplied = 0x00002000,
    extended_error = 0x00008000,
    stream = 0x00010000,
    integrity = 0x00020000,
    licensing = 0x00040000,
    identify = 0x00080000,
    allow_null_session = 0x00100000,
    allow_non_user_logons = 0x00200000,
    allow_context_replay = 0x00400000,
    fragment_to_fit = 0x00800000,
    no_token = 0x01000000,
    proxy_bindings = 0x04000000,
    allow_missing_bindings = 0x10000000,
};

/// What AcceptSecurityContext reports (ASC_RET_).
enum class asc_ret : std::uint32_t {
    none = 0,
    delegate = 0x00000001,
    mutual_auth = 0x00000002,
    replay_detect = 0x00000004,
    sequence_detect = 0x00000008,
    confidentiality = 0x00000010,
    use_session_key = 0x00000020,
    session_ticket = 0x00000040,
    allocated_memory = 0x00000100,
    used_dce_style = 0x00000200,
    datagram = 0x00000400,
    connection = 0x00000800,
    call_level = 0x00002000,
    third_leg_failed = 0x00004000,
    extended_error = 0x00008000,
    stream = 0x00010000,
    integrity = 0x00020000,
    licensing = 0x00040000,
    identify = 0x00080000,
    null_session = 0x00100000,
    allow_non_user_logons = 0x00200000,
    allow_context_replay = 0x00400000,
    fragment_only = 0x00800000,
    no_token = 0x01000000,
    no_additional_token = 0x02000000,
};

/// Context flags of the GSS-API: RFC 2743 section 1.2, RFC 4757 section 7.1, RFC 5896 (delegation by policy).
enum class gss_flag : std::uint32_t {
    none = 0,
    deleg = 0x0001,
    mutual = 0x0002,
    replay = 0x0004,
    sequence = 0x0008,
    conf = 0x0010,
    integ = 0x0020,
    anon = 0x0040,
    dce_style = 0x1000,
    identify = 0x2000,
    extended_error = 0x4000,
    deleg_policy = 0x8000,
    user_to_user = 0x00010000, ///< this library's own: not one of the GSS-API, and in no checksum
};

template <class T>
concept flag_set = std::same_as<T, isc_req> || std::same_as<T, isc_ret> || std::same_as<T, asc_req> ||
    std::same_as<T, asc_ret> || std::same_as<T, gss_flag>;

template <flag_set T>
[[nodiscard]] constexpr std::uint32_t bits(T value) noexcept {
    return static_cast<std::uint32_t>(value);
}
template <flag_set T>
[[nodiscard]] constexpr T operator|(T a, T b) noexcept {
    return static_cast<T>(bits(a) | bits(b));
}
template <flag_set T>
[[nodiscard]] constexpr T operator&(T a, T b) noexcept {
    return static_cast<T>(bits(a) & bits(b));
}
template <flag_set T>
[[nodiscard]] constexpr T operator~(T a) noexcept {
    return static_cast<T>(~bits(a));
}
template <flag_set T>
constexpr T& operator|=(T& a, T b) noexcept {
    return a = a | b;
}
template <flag_set T>
constexpr T& operator&=(T& a, T b) noexcept {
    return a = a & b;
}

/// True when `flags` has any bit of `bit`.
template <flag_set T>
[[nodiscard]] constexpr bool has(T flags, T bit) noexcept {
    return (flags & bit) != T::none;
}

} // namespace sspi::detail
