// SPDX-License-Identifier: BSL-1.0
// What the entry points of ntsecapi.h share: handles of one word, and no exception gets past.
#pragma once

#include <sspi/detail/nt_status.hpp>

#include <ntsecapi.h>

#include <cstdint>
#include <new>
#include <utility>

namespace sspi::abi {

[[nodiscard]] inline std::uintptr_t word_of(HANDLE handle) noexcept {
    return reinterpret_cast<std::uintptr_t>(handle);
}
[[nodiscard]] inline HANDLE to_handle(std::uintptr_t word) noexcept {
    return reinterpret_cast<HANDLE>(word);
}

/// Runs a body that answers an nt_status.
template <class Body>
[[nodiscard]] NTSTATUS lsa_guarded(Body&& body) noexcept {
    try {
        return static_cast<NTSTATUS>(std::forward<Body>(body)());
    } catch (const std::bad_alloc&) {
        return static_cast<NTSTATUS>(detail::nt_status::no_memory);
    } catch (...) {
        return static_cast<NTSTATUS>(detail::nt_status::internal_error);
    }
}

} // namespace sspi::abi
