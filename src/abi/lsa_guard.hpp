// SPDX-License-Identifier: BSL-1.0
// What the entry points of ntsecapi.h share: handles of one word, and no exception gets past.
#pragma once

#include "guard.hpp"

#include <sspi/detail/nt_status.hpp>

#include <ntsecapi.h>

#include <cstdint>
#include <utility>

namespace sspi::abi {

[[nodiscard]] inline std::uintptr_t word_of(HANDLE handle) noexcept {
    return reinterpret_cast<std::uintptr_t>(handle);
}
[[nodiscard]] inline HANDLE to_handle(std::uintptr_t word) noexcept {
    return reinterpret_cast<HANDLE>(word);
}

template <class Body>
[[nodiscard]] detail::nt_status lsa_outcome(Body&& body) noexcept {
    try {
        return std::forward<Body>(body)();
    } catch (...) {
        return status_in_flight() == status::insufficient_memory ? detail::nt_status::no_memory
                                                                 : detail::nt_status::internal_error;
    }
}

/// Runs a body that answers an nt_status.
template <class Body>
[[nodiscard]] NTSTATUS lsa_guarded(const entry& at, Body&& body) noexcept {
    const process::visit here;
    if (!here) return static_cast<NTSTATUS>(detail::nt_status::internal_error);
    if (trace::enabled()) trace_begin(at);
    story noted;
    const auto answered = told_afterwards([&]() noexcept {
        const auto out = static_cast<std::uint32_t>(lsa_outcome(std::forward<Body>(body)));
        if (out != 0) noted = noted_story();
        return out;
    });
    if (answered != 0) record_nt(at, answered, std::move(noted));
    if (trace::enabled()) trace_nt_end(at, answered);
    return static_cast<NTSTATUS>(answered);
}

} // namespace sspi::abi
