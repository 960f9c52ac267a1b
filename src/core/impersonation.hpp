// SPDX-License-Identifier: BSL-1.0
// The client that a context stands for, as somebody to act as.
#pragma once

#include "context.hpp"
#include "thread_identity.hpp"

#include <memory>

namespace sspi::core {

[[nodiscard]] inline result<shared_identity> client_of(const context& ctx) {
    if (!ctx.is_established()) return refused_with(status::invalid_handle, "the context is not established");
    const auto& session = ctx.session();
    if (ctx.side() != role::acceptor || !session.delegated)
        return refused_with(status::no_impersonation, "the context has no client to act as");
    const bool only_identified = detail::has(session.granted, detail::gss_flag::identify);
    return std::make_shared<const client_identity>(client_identity{
        .name = session.initiator, .initiator = only_identified ? nullptr : session.delegated});
}

[[nodiscard]] inline result<void> impersonate_client_of(const context& ctx) {
    auto client = client_of(ctx);
    if (!client) return client.error();
    impersonate(std::move(*client));
    return {};
}

} // namespace sspi::core
