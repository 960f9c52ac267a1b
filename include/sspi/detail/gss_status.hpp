// SPDX-License-Identifier: BSL-1.0
// From a GSS status pair to an SSPI status, by the operation that failed.
#pragma once

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/krb5_status.hpp>
#include <sspi/detail/operation.hpp>
#include <sspi/detail/status.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sspi::detail {

/// Major and minor status of one failed call.
struct mechanism_error {
    std::uint32_t major;
    std::int32_t minor;
};

/// The fields of a major status (RFC 2744 section 3.9.1).
[[nodiscard]] constexpr std::uint32_t calling_error(std::uint32_t major) noexcept {
    return major >> 24;
}
[[nodiscard]] constexpr std::uint32_t routine_error(std::uint32_t major) noexcept {
    return (major >> 16) & 0xFF;
}
[[nodiscard]] constexpr std::uint32_t supplementary(std::uint32_t major) noexcept {
    return major & 0xFFFF;
}
[[nodiscard]] constexpr bool is_error(std::uint32_t major) noexcept {
    return (major >> 16) != 0;
}

/// True when the mechanism wants another token and nothing failed.
[[nodiscard]] constexpr bool is_continue(std::uint32_t major) noexcept {
    return !is_error(major) && (supplementary(major) & 1) != 0;
}

/// RFC 2744 section 3.9.1, and RFC 5587 for the nineteenth.
enum class gss_routine : std::uint32_t {
    bad_mech = 1,
    bad_name = 2,
    bad_nametype = 3,
    bad_bindings = 4,
    bad_status = 5,
    bad_sig = 6,
    no_cred = 7,
    no_context = 8,
    defective_token = 9,
    defective_credential = 10,
    credentials_expired = 11,
    context_expired = 12,
    failure = 13,
    bad_qop = 14,
    unauthorized = 15,
    unavailable = 16,
    duplicate_element = 17,
    name_not_mn = 18,
    bad_mech_attr = 19,
};
inline constexpr std::size_t gss_routine_count = 19;

struct routine_row {
    gss_routine code;
    std::string_view name;
    by_operation meaning;
};

inline constexpr routine_row routine_map[] = {
    // A token of another package meets the acceptor and the message functions as a wrong mechanism.
    {gss_routine::bad_mech, "GSS_S_BAD_MECH",
     everywhere(status::secpkg_not_found)
         .on(operation::continue_initiate, status::invalid_token)
         .on(operation::accept, status::invalid_token)
         .on(operation::message, status::invalid_token)
         .on(operation::inquire, status::unsupported_function)},
    {gss_routine::bad_name, "GSS_S_BAD_NAME", bad_name_given},
    {gss_routine::bad_nametype, "GSS_S_BAD_NAMETYPE", bad_name_given},
    {gss_routine::bad_bindings, "GSS_S_BAD_BINDINGS", everywhere(status::bad_bindings)},
    {gss_routine::bad_status, "GSS_S_BAD_STATUS", everywhere(status::internal_error)},
    {gss_routine::bad_sig, "GSS_S_BAD_SIG",
     everywhere(status::invalid_token).on(operation::message, status::message_altered)},
    {gss_routine::no_cred, "GSS_S_NO_CRED", everywhere(status::no_credentials)},
    {gss_routine::no_context, "GSS_S_NO_CONTEXT", everywhere(status::invalid_handle)},
    {gss_routine::defective_token, "GSS_S_DEFECTIVE_TOKEN", everywhere(status::invalid_token)},
    {gss_routine::defective_credential, "GSS_S_DEFECTIVE_CREDENTIAL", everywhere(status::no_credentials)},
    {gss_routine::credentials_expired, "GSS_S_CREDENTIALS_EXPIRED", everywhere(status::no_credentials)},
    {gss_routine::context_expired, "GSS_S_CONTEXT_EXPIRED", ticket_expired},
    {gss_routine::failure, "GSS_S_FAILURE", everywhere(status::internal_error)},
    {gss_routine::bad_qop, "GSS_S_BAD_QOP", everywhere(status::qop_not_supported)},
    {gss_routine::unauthorized, "GSS_S_UNAUTHORIZED", everywhere(status::logon_denied)},
    {gss_routine::unavailable, "GSS_S_UNAVAILABLE", everywhere(status::unsupported_function)},
    {gss_routine::duplicate_element, "GSS_S_DUPLICATE_ELEMENT", everywhere(status::internal_error)},
    {gss_routine::name_not_mn, "GSS_S_NAME_NOT_MN", bad_name_given},
    {gss_routine::bad_mech_attr, "GSS_S_BAD_MECH_ATTR",
     everywhere(status::internal_error).on(operation::inquire, status::unsupported_function)},
};

/// True when each routine error, 1 to 19, has the row of its own number.
[[nodiscard]] constexpr bool every_routine_error_has_its_row() noexcept {
    std::uint32_t expected = 1;
    for (const auto& row : routine_map)
        if (static_cast<std::uint32_t>(row.code) != expected++) return false;
    return expected == gss_routine_count + 1;
}
static_assert(every_routine_error_has_its_row());

/// The meaning of the informatory bits that report a token's place in the stream (RFC 2743 section 1.2.3):
/// DUPLICATE, OLD, UNSEQ, GAP. While a context is established such a token is simply a wrong one.
inline constexpr std::uint32_t sequence_bits = 0x1E;
inline constexpr auto out_of_place =
    everywhere(status::invalid_token).on(operation::message, status::out_of_sequence);

/// The status of a major code alone. A sequence bit says more than GSS_S_FAILURE, less than any other error.
[[nodiscard]] constexpr status major_status(operation op, std::uint32_t major) noexcept {
    const auto routine = routine_error(major);
    const bool specific = routine != 0 && routine != static_cast<std::uint32_t>(gss_routine::failure);
    if (!specific && (supplementary(major) & sequence_bits) != 0) return out_of_place[op];
    if (is_continue(major)) return status::continue_needed;
    if (!is_error(major)) return status::ok;
    // A calling error without a routine error is this library's own mistake, not the caller's.
    if (routine == 0 || routine > gss_routine_count) return status::internal_error;
    return routine_map[routine - 1].meaning[op];
}

/// The status to return for a GSS result. The minor code is asked first, because Kerberos errors arrive under
/// many majors; it counts only when the major reports an error, since mechanisms leave it behind after
/// success.
[[nodiscard]] constexpr status to_status(operation op, mechanism_error error) noexcept {
    if (is_error(error.major))
        if (const auto meaning = find_minor(error.minor)) return (*meaning)[op];
    return major_status(op, error.major);
}

} // namespace sspi::detail
