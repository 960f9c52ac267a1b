// SPDX-License-Identifier: BSL-1.0
// Why an account may not log on, as domain controllers say it.
#pragma once

#include "database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace sspi::testing::detail {

struct account_refusal {
    std::int32_t code = 0;       ///< of the KRB-ERROR
    std::uint32_t nt_status = 0; ///< [MS-ERREF] 2.3.1
    bool at_once = false;        ///< whatever libkdc says
    const account* of = nullptr; ///< borrowed from the database
};

/// What is wrong with an account as a client; nothing where it may log on.
[[nodiscard]] std::optional<account_refusal> refusal_of(const account& of,
                                                        std::chrono::system_clock::time_point now);

/// The e-data that Samba sends: how the account's key is made, and the NTSTATUS.
[[nodiscard]] std::vector<std::byte> method_data_of(const account_refusal& refusal);

} // namespace sspi::testing::detail
