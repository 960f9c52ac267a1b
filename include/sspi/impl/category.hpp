// SPDX-License-Identifier: BSL-1.0
// The error category, and how the functions of the C++ headers report failure.
#pragma once

#include <sspi/detail/standard_library.hpp>
#include <sspi/detail/status_category.hpp>
#include <sspi/error.hpp>
#include <sspi/impl/native.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace sspi {

namespace impl {

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

struct foreign_status_text {
    [[nodiscard]] std::string operator()(int status) const { return foreign_text(status); }
};
using status_category = detail::status_category<foreign_status_text>;

/// The library's own object, so that there is one for all shared libraries of a process, however they were compiled: categories are
/// compared by address. Where the library was built with another standard library, and on Windows, each has its own.
inline const std::error_category& shared_category() noexcept {
#if !defined(_WIN32)
    if (const void* const one = SspiGetErrorCategory(detail::standard_library()))
        return *static_cast<const std::error_category*>(one);
#endif
    static const status_category own;
    return own;
}

/// Throws, or ends the program where there are no exceptions.
template <class Exception>
[[noreturn]] void raise(Exception&& what) {
#if defined(__cpp_exceptions)
    throw std::forward<Exception>(what);
#else
    std::fprintf(stderr, "%s\n", what.what());
    std::abort();
#endif
}

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
        if (failed()) raise(system_error(code(), where, detail(), std::move(token)));
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
    // No static that waits to be made: a child of fork() would wait for ever where a thread of its parent was at it.
    static constinit std::atomic<const std::error_category*> known{nullptr};
    if (const auto* const one = known.load(std::memory_order_acquire)) return *one;
    const auto& one = impl::shared_category();
    known.store(&one, std::memory_order_release);
    return one;
}

} // namespace sspi
