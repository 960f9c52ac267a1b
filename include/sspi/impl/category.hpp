// SPDX-License-Identifier: BSL-1.0
// The error category, and how the functions of the C++ headers report failure.
#pragma once

#include <sspi/detail/status_text.hpp>
#include <sspi/error.hpp>
#include <sspi/impl/native.hpp>

#include <cstdio>

namespace sspi {

namespace impl {

struct condition_row {
    errc code;
    std::errc condition;
};

inline constexpr condition_row conditions[] = {
    {errc::insufficient_memory, std::errc::not_enough_memory},
    {errc::invalid_handle, std::errc::invalid_argument},
    {errc::invalid_parameter, std::errc::invalid_argument},
    {errc::logon_denied, std::errc::permission_denied},
    {errc::not_owner, std::errc::permission_denied},
    {errc::no_impersonation, std::errc::permission_denied},
    {errc::delegation_policy, std::errc::permission_denied},
    {errc::unsupported_function, std::errc::function_not_supported},
    {errc::qop_not_supported, std::errc::not_supported},
    {errc::secpkg_not_found, std::errc::not_supported},
    {errc::buffer_too_small, std::errc::no_buffer_space},
    {errc::insufficient_buffers, std::errc::no_buffer_space},
    {errc::ext_buffer_too_small, std::errc::no_buffer_space},
    {errc::invalid_token, std::errc::bad_message},
    {errc::message_altered, std::errc::bad_message},
    {errc::out_of_sequence, std::errc::bad_message},
    {errc::illegal_message, std::errc::bad_message},
    {errc::decrypt_failure, std::errc::bad_message},
    {errc::no_authenticating_authority, std::errc::host_unreachable},
    {errc::cancelled, std::errc::operation_canceled},
    {errc::no_context, std::errc::not_connected},
};

#if defined(_WIN32)
/// The system's text without the line end that it has, for statuses that are not of SSPI.
inline std::string foreign_text(int status) {
    wchar_t text[512];
    const auto length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                       static_cast<DWORD>(status), 0, text, 512, nullptr);
    auto out = detail::to_utf8(std::wstring_view(text, length)).value_or(std::string());
    while (!out.empty() && (out.back() == '\n' || out.back() == '\r' || out.back() == ' '))
        out.pop_back();
    if (!out.empty()) return out;
    char number[24];
    std::snprintf(number, sizeof number, "status 0x%08lX", static_cast<unsigned long>(status) & 0xFFFFFFFFUL);
    return number;
}
#else
inline std::string foreign_text(int status) {
    return SspiGetStatusText(status);
}
#endif

/// The library's text, which is the same on every system.
inline std::string text_of(int status) {
    const auto text = detail::text(static_cast<sspi::status>(status));
    return text.empty() ? foreign_text(status) : std::string(text);
}

class SSPI_IMPL_SHARED status_category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "sspi"; }
    [[nodiscard]] std::string message(int status) const override { return text_of(status); }
    [[nodiscard]] std::error_condition default_error_condition(int status) const noexcept override {
        for (const auto& row : conditions)
            if (static_cast<int>(row.code) == status) return make_error_condition(row.condition);
        return {status, *this};
    }
    [[nodiscard]] bool equivalent(int status, const std::error_condition& condition) const noexcept override {
        if (status == static_cast<int>(errc::no_authenticating_authority) &&
            condition == std::errc::timed_out)
            return true;
        return default_error_condition(status) == condition;
    }
};

/// What an operation came to, on its way up to the function that tells the caller: the status, and whether the library has
/// noted more. What these headers refuse themselves is known by its status alone: what the thread has noted then is about
/// another call, perhaps of another connection.
struct [[nodiscard]] outcome {
    SECURITY_STATUS status = SEC_E_OK;
    bool noted = false;

    [[nodiscard]] bool failed() const noexcept { return status < 0; }
    [[nodiscard]] std::error_code code() const noexcept {
        return failed() ? std::error_code(static_cast<int>(status), category()) : std::error_code();
    }
    /// What the library has noted of it. To be asked on the thread of the call, before another call is made there that
    /// may fail.
    [[nodiscard]] error_detail detail() const {
        if (!failed() || !noted) return {};
        auto out = last_error_detail();
        return out.status == status ? out : error_detail{};
    }
    /// For the throwing forms.
    void check(const char* where, std::vector<std::byte> token = {}) const {
        if (failed()) throw system_error(code(), where, detail(), std::move(token));
    }
};

/// What the C contract answered.
inline outcome answered(SECURITY_STATUS status) noexcept {
    return {status, true};
}
/// What a function of it answered that notes nothing: one about cancellations, routes or the tracer.
inline outcome unnoted(SECURITY_STATUS status) noexcept {
    return {status, false};
}
/// What these headers refuse themselves.
inline outcome refused(errc why) noexcept {
    return {static_cast<SECURITY_STATUS>(why), false};
}

} // namespace impl

SSPI_IMPL_SHARED inline const std::error_category& category() noexcept {
    static const impl::status_category instance;
    return instance;
}

} // namespace sspi
