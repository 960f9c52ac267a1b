// SPDX-License-Identifier: BSL-1.0
// What stands between C callers and C++: no exception gets past it.
#pragma once

#include "../failure.hpp"

#include <sspi.h>

#include <new>
#include <utility>

namespace sspi::abi {

[[nodiscard]] constexpr SECURITY_STATUS to_status(status code) noexcept {
    return static_cast<SECURITY_STATUS>(code);
}

template <class T>
[[nodiscard]] SECURITY_STATUS to_status(const result<T>& outcome) noexcept {
    return to_status(outcome ? status::ok : outcome.error().code);
}

/// Runs a body that answers a SECURITY_STATUS.
template <class Body>
[[nodiscard]] SECURITY_STATUS guarded(Body&& body) noexcept {
    try {
        return std::forward<Body>(body)();
    } catch (const std::bad_alloc&) {
        return SEC_E_INSUFFICIENT_MEMORY;
    } catch (...) {
        return SEC_E_INTERNAL_ERROR;
    }
}

} // namespace sspi::abi
