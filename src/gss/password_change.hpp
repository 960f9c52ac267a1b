// SPDX-License-Identifier: BSL-1.0
// A change of an account's password, in the seam's words.
#pragma once

#include "../wire/kpasswd_message.hpp"

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

/// What the domain says of the new password.
struct password_verdict {
    bool accepted = false;
    std::string text{};                                     // why it was refused, in the server's words
    std::optional<wire::kpasswd::password_policy> policy{}; // where the server told it
};

} // namespace sspi::gss
