// SPDX-License-Identifier: BSL-1.0
// What the HANDLE of an access token stands for.
#pragma once

#include "../never_destroyed.hpp"
#include "thread_identity.hpp"
#include "word_handles.hpp"

namespace sspi::core {

using token_table = word_handles<const client_identity>;

/// Callers may close handles from destructors that run at exit.
[[nodiscard]] inline token_table& tokens() {
    static never_destroyed<token_table> instance(word_kind::token);
    return instance.get();
}

} // namespace sspi::core
