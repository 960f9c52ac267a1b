// SPDX-License-Identifier: BSL-1.0
// Chooses, when a context is established, how its messages are protected.
#pragma once

#include "mechanism_protection.hpp"
#include "openssl_protection.hpp"

namespace sspi::messages {

[[nodiscard]] inline failure no_protection(std::int32_t enctype) {
    return failed_with(status::crypto_system_invalid,
                       "no message protection for enctype " + std::to_string(enctype));
}

/// Of an enctype of RFC 4121. `from` is null for a context that has not sent or received yet.
[[nodiscard]] inline result<std::unique_ptr<protection>>
make_rfc4121_protection(const gss::established& session, const progress* from = nullptr) {
    using detail::gss_flag;
    const auto& keys = session.keys;
    const rfc4121_options options{.dce_style = detail::has(session.granted, gss_flag::dce_style),
                                  .detect_replay = detail::has(session.granted, gss_flag::replay),
                                  .detect_order = detail::has(session.granted, gss_flag::sequence)};
    if (auto made = make_openssl_protection(keys, options, from)) return made;
    return no_protection(keys.enctype);
}

/// `context` must outlive the result.
[[nodiscard]] inline result<std::unique_ptr<protection>> make_protection(gss::security_context& context,
                                                                         const gss::established& session) {
    if (session.keys.rfc4121) return make_rfc4121_protection(session);
    const auto* const row = detail::find_enctype(session.keys.enctype);
    if (row == nullptr) return no_protection(session.keys.enctype);
    const bool dce = detail::has(session.granted, detail::gss_flag::dce_style);
    return std::unique_ptr<protection>(std::make_unique<mechanism_protection>(*row, dce, context));
}

} // namespace sspi::messages
