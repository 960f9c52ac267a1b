// SPDX-License-Identifier: BSL-1.0
// A change of an account's password, in the seam's words.
#pragma once

#include <sspi/detail/principal_name.hpp>
#include <sspi/detail/secret.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace sspi::gss {

struct password_change {
    detail::principal_name who;
    detail::secret_string old_password;
    detail::secret_string new_password;
};

/// What a domain demands of passwords. Ages are in steps of 100 ns, as the server sent them.
struct password_policy {
    std::uint32_t least_length = 0;
    std::uint32_t history_length = 0;
    std::uint32_t properties = 0;
    std::int64_t longest_age = 0;
    std::int64_t shortest_age = 0;
};

/// What the domain says of the new password.
struct password_verdict {
    bool accepted = false;
    std::string text{};                      // why it was refused, in the server's words
    std::optional<password_policy> policy{}; // where the server told it
};

} // namespace sspi::gss
