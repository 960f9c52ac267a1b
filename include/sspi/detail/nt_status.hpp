// SPDX-License-Identifier: BSL-1.0
// What a failed logon is as an NTSTATUS, and that as a Win32 error.
#pragma once

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/status.hpp>

#include <cstdint>
#include <string_view>

namespace sspi::detail {

enum class nt_status : std::uint32_t {
    success = 0,
    invalid_handle = 0xC0000008,
    invalid_parameter = 0xC000000D,
    no_memory = 0xC0000017,
    no_logon_servers = 0xC000005E,
    no_such_user = 0xC0000064,
    logon_failure = 0xC000006D,
    account_restriction = 0xC000006E,
    invalid_logon_hours = 0xC000006F,
    invalid_workstation = 0xC0000070,
    password_expired = 0xC0000071,
    account_disabled = 0xC0000072,
    not_supported = 0xC00000BB,
    internal_error = 0xC00000E5,
    no_such_package = 0xC00000FE,
    cancelled = 0xC0000120,
    invalid_logon_type = 0xC000010B,
    time_difference_at_dc = 0xC0000133,
    no_trust_lsa_secret = 0xC000018A,
    account_expired = 0xC0000193,
    password_must_change = 0xC0000224,
    account_locked_out = 0xC0000234,
};

/// Those that say what is wrong with an account, of which the KDC knows more than its error's number says.
inline constexpr nt_status account_states[] = {
    nt_status::no_such_user,        nt_status::account_restriction,  nt_status::invalid_logon_hours,
    nt_status::invalid_workstation, nt_status::password_expired,     nt_status::account_disabled,
    nt_status::account_expired,     nt_status::password_must_change, nt_status::account_locked_out};

[[nodiscard]] constexpr bool is_account_state(nt_status code) noexcept {
    for (const auto each : account_states)
        if (each == code) return true;
    return false;
}

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

/// The same where the KDC sent an NTSTATUS along, or 0.
[[nodiscard]] constexpr nt_status to_nt_status(status code, std::int32_t minor, std::uint32_t said) noexcept {
    const auto state = static_cast<nt_status>(said);
    return is_account_state(state) ? state : to_nt_status(code, minor);
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
    {nt_status::account_restriction, 1327},
    {nt_status::invalid_logon_hours, 1328},
    {nt_status::invalid_workstation, 1329},
    {nt_status::password_expired, 1330},
    {nt_status::account_disabled, 1331},
    {nt_status::not_supported, 50},
    {nt_status::internal_error, 1359},
    {nt_status::no_such_package, 1364},
    {nt_status::cancelled, 995},
    {nt_status::invalid_logon_type, 1367},
    {nt_status::time_difference_at_dc, 1398},
    {nt_status::no_trust_lsa_secret, 1786},
    {nt_status::account_expired, 1793},
    {nt_status::password_must_change, 1907},
    {nt_status::account_locked_out, 1909},
};
inline constexpr std::uint32_t error_message_id_not_found = 317;

[[nodiscard]] constexpr std::uint32_t to_win32_error(nt_status code) noexcept {
    for (const auto& row : win32_errors)
        if (row.code == code) return row.error;
    return error_message_id_not_found;
}

struct nt_name_row {
    std::uint32_t code;
    std::string_view name;
};
/// Those that KDCs put into a KERB-EXT-ERROR (MS-KILE 2.2.1), and those that this library answers; from MS-ERREF 2.3.1.
inline constexpr nt_name_row nt_names[] = {
    {0x00000000, "STATUS_SUCCESS"},
    {0xC0000001, "STATUS_UNSUCCESSFUL"},
    {0xC0000008, "STATUS_INVALID_HANDLE"},
    {0xC000000D, "STATUS_INVALID_PARAMETER"},
    {0xC0000017, "STATUS_NO_MEMORY"},
    {0xC0000022, "STATUS_ACCESS_DENIED"},
    {0xC000005E, "STATUS_NO_LOGON_SERVERS"},
    {0xC0000064, "STATUS_NO_SUCH_USER"},
    {0xC000006A, "STATUS_WRONG_PASSWORD"},
    {0xC000006B, "STATUS_ILL_FORMED_PASSWORD"},
    {0xC000006C, "STATUS_PASSWORD_RESTRICTION"},
    {0xC000006D, "STATUS_LOGON_FAILURE"},
    {0xC000006E, "STATUS_ACCOUNT_RESTRICTION"},
    {0xC000006F, "STATUS_INVALID_LOGON_HOURS"},
    {0xC0000070, "STATUS_INVALID_WORKSTATION"},
    {0xC0000071, "STATUS_PASSWORD_EXPIRED"},
    {0xC0000072, "STATUS_ACCOUNT_DISABLED"},
    {0xC000009A, "STATUS_INSUFFICIENT_RESOURCES"},
    {0xC00000BB, "STATUS_NOT_SUPPORTED"},
    {0xC00000DF, "STATUS_NO_SUCH_DOMAIN"},
    {0xC00000E5, "STATUS_INTERNAL_ERROR"},
    {0xC00000FE, "STATUS_NO_SUCH_PACKAGE"},
    {0xC000010B, "STATUS_INVALID_LOGON_TYPE"},
    {0xC0000120, "STATUS_CANCELLED"},
    {0xC0000133, "STATUS_TIME_DIFFERENCE_AT_DC"},
    {0xC0000155, "STATUS_LOGON_NOT_GRANTED"},
    {0xC000015B, "STATUS_LOGON_TYPE_NOT_GRANTED"},
    {0xC000018A, "STATUS_NO_TRUST_LSA_SECRET"},
    {0xC000018B, "STATUS_NO_TRUST_SAM_ACCOUNT"},
    {0xC000018C, "STATUS_TRUSTED_DOMAIN_FAILURE"},
    {0xC0000190, "STATUS_TRUST_FAILURE"},
    {0xC0000192, "STATUS_NETLOGON_NOT_STARTED"},
    {0xC0000193, "STATUS_ACCOUNT_EXPIRED"},
    {0xC0000198, "STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT"},
    {0xC0000199, "STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT"},
    {0xC000019A, "STATUS_NOLOGON_SERVER_TRUST_ACCOUNT"},
    {0xC000019B, "STATUS_DOMAIN_TRUST_INCONSISTENT"},
    {0xC0000224, "STATUS_PASSWORD_MUST_CHANGE"},
    {0xC0000225, "STATUS_NOT_FOUND"},
    {0xC0000234, "STATUS_ACCOUNT_LOCKED_OUT"},
    {0xC00002F2, "STATUS_WRONG_CREDENTIAL_HANDLE"},
    {0xC00002F9, "STATUS_PKINIT_NAME_MISMATCH"},
    {0xC00002FA, "STATUS_SMARTCARD_LOGON_REQUIRED"},
    {0xC00002FB, "STATUS_KDC_INVALID_REQUEST"},
    {0xC00002FC, "STATUS_KDC_UNABLE_TO_REFER"},
    {0xC00002FD, "STATUS_KDC_UNKNOWN_ETYPE"},
    {0xC0000351, "STATUS_UNSUPPORTED_PREAUTH"},
    {0xC000035B, "STATUS_BAD_BINDINGS"},
    {0xC0000389, "STATUS_SMARTCARD_CERT_REVOKED"},
    {0xC000038A, "STATUS_ISSUING_CA_UNTRUSTED"},
    {0xC000038C, "STATUS_PKINIT_CLIENT_FAILURE"},
    {0xC000038D, "STATUS_SMARTCARD_CERT_EXPIRED"},
    {0xC000040A, "STATUS_NO_S4U_PROT_SUPPORT"},
    {0xC000040B, "STATUS_CROSSREALM_DELEGATION_FAILURE"},
    {0xC0000413, "STATUS_AUTHENTICATION_FIREWALL_FAILED"},
    {0xC0000418, "STATUS_NTLM_BLOCKED"},
};

/// The name of an NTSTATUS, such as "STATUS_PASSWORD_EXPIRED"; empty where it is none of these.
[[nodiscard]] constexpr std::string_view nt_status_name(std::uint32_t code) noexcept {
    for (const auto& row : nt_names)
        if (row.code == code) return row.name;
    return {};
}

} // namespace sspi::detail
