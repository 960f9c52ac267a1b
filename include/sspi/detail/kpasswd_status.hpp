// SPDX-License-Identifier: BSL-1.0
// What the result codes of a password service mean to the caller of ChangeAccountPassword.
#pragma once

#include <sspi/detail/status.hpp>

#include <cstdint>

namespace sspi::detail {

/// STATUS_PASSWORD_RESTRICTION of <ntstatus.h>: among the SEC_E_ codes is none for it.
inline constexpr auto password_restriction = static_cast<status>(static_cast<std::int32_t>(0xC000006C));

/// RFC 3244, section 2.
enum class kpasswd_result : std::uint16_t {
    success = 0,
    malformed = 1,
    hard_error = 2,
    authentication_error = 3,
    soft_error = 4, // the policy refuses the password
    access_denied = 5,
    bad_version = 6,
    initial_flag_needed = 7,
};

struct kpasswd_row {
    kpasswd_result code;
    status meaning;
};

inline constexpr kpasswd_row kpasswd_map[] = {
    {kpasswd_result::success, status::ok},
    {kpasswd_result::malformed, status::kdc_invalid_request},
    {kpasswd_result::hard_error, status::internal_error},
    {kpasswd_result::authentication_error, status::logon_denied},
    {kpasswd_result::soft_error, password_restriction},
    {kpasswd_result::access_denied, status::not_owner},
    {kpasswd_result::bad_version, status::unsupported_function},
    {kpasswd_result::initial_flag_needed, status::kdc_invalid_request},
};

[[nodiscard]] constexpr bool every_kpasswd_result_has_its_row() noexcept {
    std::uint16_t expected = 0;
    for (const auto& row : kpasswd_map)
        if (static_cast<std::uint16_t>(row.code) != expected++) return false;
    return expected == 8;
}
static_assert(every_kpasswd_result_has_its_row());

/// The status of a result; a number that is no result is a server's fault.
[[nodiscard]] constexpr status to_status(kpasswd_result result) noexcept {
    const auto number = static_cast<std::uint16_t>(result);
    return number < 8 ? kpasswd_map[number].meaning : status::internal_error;
}

} // namespace sspi::detail
