// SPDX-License-Identifier: BSL-1.0
// What a failed logon is as an NTSTATUS, and that as a Win32 error.
#pragma once

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/status.hpp>

#include <cstdint>

namespace sspi::detail {

enum class nt_status : std::uint32_t {
    success = 0,
    invalid_handle = 0xC0000008,
    invalid_parameter = 0xC000000D,
    no_memory = 0xC0000017,
    no_logon_servers = 0xC000005E,
    no_such_user = 0xC0000064,
    logon_failure = 0xC000006D,
    account_disabled = 0xC0000072,
    not_supported = 0xC00000BB,
    internal_error = 0xC00000E5,
    no_such_package = 0xC00000FE,
    cancelled = 0xC0000120,
    invalid_logon_type = 0xC000010B,
    time_difference_at_dc = 0xC0000133,
    no_trust_lsa_secret = 0xC000018A,
    account_expired = 0xC0000193,
};

struct nt_minor_row {
    krb5_code minor;
    nt_status meaning;
};
inline constexpr nt_minor_row nt_minors[] = {
    {krb5_code::kdc_err_c_principal_unknown, nt_status::no_such_user},
    {krb5_code::kdc_err_client_revoked, nt_status::account_disabled},
    {krb5_code::kdc_err_name_exp, nt_status::account_expired},
};

struct nt_status_row {
    status code;
    nt_status meaning;
};
inline constexpr nt_status_row nt_statuses[] = {
    {status::insufficient_memory, nt_status::no_memory},
    {status::unknown_credentials, nt_status::invalid_parameter},
    {status::no_authenticating_authority, nt_status::no_logon_servers},
    {status::no_kerb_key, nt_status::no_trust_lsa_secret},
    {status::no_credentials, nt_status::no_trust_lsa_secret},
    {status::cancelled, nt_status::cancelled},
    {status::time_skew, nt_status::time_difference_at_dc},
    {status::internal_error, nt_status::internal_error},
};

/// The mechanism's own code says more than the status that it became.
[[nodiscard]] constexpr nt_status to_nt_status(status code, std::int32_t minor) noexcept {
    for (const auto& row : nt_minors)
        if (static_cast<std::int32_t>(row.minor) == minor) return row.meaning;
    for (const auto& row : nt_statuses)
        if (row.code == code) return row.meaning;
    return nt_status::logon_failure;
}

struct win32_row {
    nt_status code;
    std::uint32_t error;
};
inline constexpr win32_row win32_errors[] = {
    {nt_status::success, 0},
    {nt_status::invalid_handle, 6},
    {nt_status::invalid_parameter, 87},
    {nt_status::no_memory, 8},
    {nt_status::no_logon_servers, 1311},
    {nt_status::no_such_user, 1317},
    {nt_status::logon_failure, 1326},
    {nt_status::account_disabled, 1331},
    {nt_status::not_supported, 50},
    {nt_status::internal_error, 1359},
    {nt_status::no_such_package, 1364},
    {nt_status::cancelled, 995},
    {nt_status::invalid_logon_type, 1367},
    {nt_status::time_difference_at_dc, 1398},
    {nt_status::no_trust_lsa_secret, 1786},
    {nt_status::account_expired, 1793},
};
inline constexpr std::uint32_t error_message_id_not_found = 317;

[[nodiscard]] constexpr std::uint32_t to_win32_error(nt_status code) noexcept {
    for (const auto& row : win32_errors)
        if (row.code == code) return row.error;
    return error_message_id_not_found;
}

} // namespace sspi::detail
