// SPDX-License-Identifier: BSL-1.0
// What the HANDLE of an access token stands for.
#pragma once

#include "thread_identity.hpp"
#include "word_handles.hpp"

#include <memory>

namespace sspi::core {

using token_table = word_handles<const client_identity>;

/// Never destroyed: callers may close handles from destructors that run at exit.
[[nodiscard]] inline token_table& tokens() {
    static auto& instance = *std::make_unique<token_table>(word_kind::token).release();
    return instance;
}

} // namespace sspi::core
