// SPDX-License-Identifier: BSL-1.0
// Statuses as a category of the standard library's errors: their texts, and the conditions that they are equal to.
#pragma once

#include <sspi/detail/status_text.hpp>

#include <string>
#include <system_error>

namespace sspi::detail {

struct status_condition_row {
    status code;
    std::errc condition;
};

inline constexpr status_condition_row status_conditions[] = {
    {status::insufficient_memory, std::errc::not_enough_memory},
    {status::invalid_handle, std::errc::invalid_argument},
    {status::invalid_parameter, std::errc::invalid_argument},
    {status::logon_denied, std::errc::permission_denied},
    {status::not_owner, std::errc::permission_denied},
    {status::no_impersonation, std::errc::permission_denied},
    {status::delegation_policy, std::errc::permission_denied},
    {status::unsupported_function, std::errc::function_not_supported},
    {status::qop_not_supported, std::errc::not_supported},
    {status::secpkg_not_found, std::errc::not_supported},
    {status::buffer_too_small, std::errc::no_buffer_space},
    {status::insufficient_buffers, std::errc::no_buffer_space},
    {status::ext_buffer_too_small, std::errc::no_buffer_space},
    {status::invalid_token, std::errc::bad_message},
    {status::message_altered, std::errc::bad_message},
    {status::out_of_sequence, std::errc::bad_message},
    {status::illegal_message, std::errc::bad_message},
    {status::decrypt_failure, std::errc::bad_message},
    {status::no_authenticating_authority, std::errc::host_unreachable},
    {status::cancelled, std::errc::operation_canceled},
    {status::no_context, std::errc::not_connected},
};

/// `Foreign` has the text of a number that is no status of SSPI.
template <class Foreign>
class status_category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "sspi"; }
    [[nodiscard]] std::string message(int value) const override {
        const auto known = text(static_cast<status>(value));
        return known.empty() ? Foreign()(value) : std::string(known);
    }
    [[nodiscard]] std::error_condition default_error_condition(int value) const noexcept override {
        for (const auto& row : status_conditions)
            if (static_cast<int>(row.code) == value) return make_error_condition(row.condition);
        return {value, *this};
    }
    [[nodiscard]] bool equivalent(int value, const std::error_condition& condition) const noexcept override {
        if (value == static_cast<int>(status::no_authenticating_authority) &&
            condition == std::errc::timed_out)
            return true;
        return default_error_condition(value) == condition;
    }
};

} // namespace sspi::detail
