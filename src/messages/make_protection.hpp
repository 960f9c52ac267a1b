// SPDX-License-Identifier: BSL-1.0
// Chooses, when a context is established, how its messages are protected.
#pragma once

#include "mechanism_protection.hpp"
#include "rfc4121_protection.hpp"

namespace sspi::messages {

/// `context` must outlive the result.
[[nodiscard]] inline result<std::unique_ptr<protection>>
make_protection(gss::mechanism& mechanism, gss::security_context& context, const gss::established& session) {
    using detail::gss_flag;
    const auto& keys = session.keys;
    const bool dce = detail::has(session.granted, gss_flag::dce_style);
    if (!keys.rfc4121) {
        const auto* const row = detail::find_enctype(keys.enctype);
        if (row == nullptr)
            return failed_with(status::crypto_system_invalid,
                               "no message protection for enctype " + std::to_string(keys.enctype));
        return std::unique_ptr<protection>(std::make_unique<mechanism_protection>(*row, dce, context));
    }
    auto sending = mechanism.make_cipher(keys.enctype, keys.key.view());
    if (!sending) return sending.error();
    auto receiving = mechanism.make_cipher(keys.enctype, keys.key.view());
    if (!receiving) return receiving.error();
    const rfc4121_options options{.dce_style = dce,
                                  .detect_replay = detail::has(session.granted, gss_flag::replay),
                                  .detect_order = detail::has(session.granted, gss_flag::sequence)};
    return std::unique_ptr<protection>(
        std::make_unique<rfc4121_protection>(keys, options, std::move(*sending), std::move(*receiving)));
}

} // namespace sspi::messages
