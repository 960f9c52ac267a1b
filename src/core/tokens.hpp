// SPDX-License-Identifier: BSL-1.0
// What the HANDLE of an access token stands for.
#pragma once

#include "../never_destroyed.hpp"
#include "known_accounts.hpp"
#include "thread_identity.hpp"
#include "word_handles.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace sspi::core {

struct access_token {
    shared_identity client;
    TOKEN_TYPE type = TokenImpersonation;
    LUID id = next_luid();
};

using token_table = word_handles<const access_token>;

/// Callers may close handles from destructors that run at exit.
[[nodiscard]] inline token_table& tokens() {
    static never_destroyed<token_table> instance(word_kind::token);
    return instance.get();
}

/// The word of the handle.
[[nodiscard]] inline std::uintptr_t new_token(shared_identity client, TOKEN_TYPE type = TokenImpersonation) {
    remember_client(client->name, client->account.get());
    return tokens().insert(std::make_shared<const access_token>(access_token{std::move(client), type}));
}

/// The same client, at another level: below impersonation its tickets are not for use.
[[nodiscard]] inline shared_identity at_level(const shared_identity& client,
                                              SECURITY_IMPERSONATION_LEVEL level) {
    if (level == client->level) return client;
    auto out = std::make_shared<client_identity>(*client);
    out->level = level;
    if (level < SecurityImpersonation) out->initiator = nullptr;
    return out;
}

} // namespace sspi::core
