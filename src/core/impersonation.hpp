// SPDX-License-Identifier: BSL-1.0
// The client that a context stands for, as somebody to act as.
#pragma once

#include "context.hpp"
#include "thread_identity.hpp"

#include <memory>

namespace sspi::core {

/// Without a ticket to use, the client can be named and no more.
[[nodiscard]] inline SECURITY_IMPERSONATION_LEVEL level_of(const gss::established& session) {
    if (!session.delegated || detail::has(session.granted, detail::gss_flag::identify))
        return SecurityIdentification;
    const bool forwarded = detail::has(session.granted, detail::gss_flag::deleg);
    return forwarded ? SecurityDelegation : SecurityImpersonation;
}

[[nodiscard]] inline result<shared_identity> client_of(const context& ctx) {
    if (!ctx.is_established()) return refused_with(status::invalid_handle, "the context is not established");
    const auto& session = ctx.session();
    if (ctx.side() != role::acceptor || ctx.is_imported())
        return refused_with(status::no_impersonation, "the context has no client to act as");
    const auto level = level_of(session);
    return std::make_shared<const client_identity>(
        client_identity{.name = session.initiator,
                        .initiator = level == SecurityIdentification ? nullptr : session.delegated,
                        .account = session.account,
                        .level = level,
                        .logon = {.number = ctx.logon_number()}});
}

[[nodiscard]] inline result<void> impersonate_client_of(const context& ctx) {
    auto client = client_of(ctx);
    if (!client) return client.error();
    impersonate(std::move(*client));
    return {};
}

} // namespace sspi::core
