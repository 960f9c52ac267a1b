// SPDX-License-Identifier: BSL-1.0
// What was being done when the mechanism failed, and statuses that depend on it.
#pragma once

#include <sspi/detail/status.hpp>

#include <array>
#include <cstddef>

namespace sspi::detail {

/// The operations whose errors are told apart.
enum class operation {
    logon,             ///< AS exchange: a password becomes a ticket-granting ticket
    initiate,          ///< first leg of the initiator, TGS exchange included
    continue_initiate, ///< the acceptor's reply
    accept,            ///< any leg of the acceptor
    message,           ///< a per-message function
    inquire,           ///< a question about a context or credential
};
inline constexpr std::size_t operation_count = 6;

/// One status per operation.
struct by_operation {
    std::array<status, operation_count> cells;

    constexpr status operator[](operation op) const noexcept { return cells[static_cast<std::size_t>(op)]; }

    /// The same row with one operation changed.
    [[nodiscard]] constexpr by_operation on(operation op, status code) const noexcept {
        auto row = *this;
        row.cells[static_cast<std::size_t>(op)] = code;
        return row;
    }
};

[[nodiscard]] constexpr by_operation everywhere(status code) noexcept {
    by_operation row{};
    for (auto& cell : row.cells)
        cell = code;
    return row;
}

/// A name the library could not use: the target's when initiating, the user's at logon.
inline constexpr auto bad_name_given = everywhere(status::target_unknown)
                                           .on(operation::logon, status::unknown_credentials)
                                           .on(operation::accept, status::no_credentials)
                                           .on(operation::message, status::internal_error)
                                           .on(operation::inquire, status::unknown_credentials);

} // namespace sspi::detail
