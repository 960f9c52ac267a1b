// SPDX-License-Identifier: BSL-1.0
// What functions that leave a Win32 code for GetLastError share: no exception gets past.
#pragma once

#include "../core/last_error.hpp"
#include "../process/forks.hpp"

#include <sspi/detail/win32_code.hpp>

#include <sspi_types.h>

#include <cstdint>
#include <utility>

namespace sspi::abi {

using detail::win32_code;

/// Runs a body that answers a Win32 code and may set the answer; what is not success is left for GetLastError, and `otherwise`
/// answered.
template <class Answer, class Body>
[[nodiscard]] Answer guarded_by_last_error(Answer otherwise, Body&& body) noexcept {
    auto code = win32_code::not_enough_memory;
    auto answer = otherwise;
    try {
        if (const process::visit here; here) code = std::forward<Body>(body)(answer);
    } catch (...) { // out of memory
    }
    if (code == win32_code::success) return answer;
    core::last_error() = static_cast<std::uint32_t>(code);
    return otherwise;
}

/// The same where TRUE and FALSE say all.
template <class Body>
[[nodiscard]] BOOLEAN guarded_by_last_error(Body&& body) noexcept {
    return guarded_by_last_error(BOOLEAN{FALSE}, [&](BOOLEAN& answer) {
        answer = TRUE;
        return std::forward<Body>(body)();
    });
}

} // namespace sspi::abi
