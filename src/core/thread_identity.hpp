// SPDX-License-Identifier: BSL-1.0
// Who the calling thread acts as: the process itself, or a client that it impersonates.
#pragma once

#include "../process/of_thread.hpp"
#include "client_identity.hpp"

#include <utility>

namespace sspi::core {

namespace detail_of_thread {

/// Shared with the contexts and tokens it came from, so that it outlives them; released when the thread ends.
[[nodiscard]] inline shared_identity& slot() noexcept {
    return process::of_thread<shared_identity>::get();
}

} // namespace detail_of_thread

/// Null when the thread acts as the process.
[[nodiscard]] inline const shared_identity& thread_identity() noexcept {
    return detail_of_thread::slot();
}

/// One client replaces another: there is one step back, to the process.
inline void impersonate(shared_identity client) noexcept {
    detail_of_thread::slot() = std::move(client);
}

inline void revert_to_self() noexcept {
    detail_of_thread::slot() = nullptr;
}

} // namespace sspi::core
