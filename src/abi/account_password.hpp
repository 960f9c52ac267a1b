// SPDX-License-Identifier: BSL-1.0
// ChangeAccountPassword for any character type.
#pragma once

#include "../core/password_change.hpp"
#include "guard.hpp"
#include "text_argument.hpp"

#include <sspi/detail/secret.hpp>
#include <sspi/detail/text.hpp>

#include <string_view>

namespace sspi::abi {

/// Nothing for NULL and for text that is not valid in its encoding.
template <class Char>
[[nodiscard]] std::optional<detail::secret_string> password_argument(const Char* text) {
    if (text == nullptr) return std::nullopt;
    constexpr std::size_t most_bytes_per_unit = 4; // room enough not to be copied while it grows
    const auto length = std::basic_string_view<Char>(text).size();
    detail::secret_string out(length * most_bytes_per_unit);
    if (!detail::transcode<Char>(text, length, out)) return std::nullopt;
    return out;
}

template <class Char>
[[nodiscard]] SECURITY_STATUS change_password(const Char* package, const Char* domain, const Char* account,
                                              const Char* old_password, const Char* new_password,
                                              PSecBufferDesc output) {
    return guarded({"ChangeAccountPassword"}, [&] {
        auto domain_text = text_argument(domain);
        if (domain != nullptr && !domain_text) return SEC_E_UNKNOWN_CREDENTIALS;
        return to_status(core::change_password({.package = text_argument(package),
                                                .domain = std::move(domain_text),
                                                .account = text_argument(account),
                                                .old_password = password_argument(old_password),
                                                .new_password = password_argument(new_password),
                                                .output = output}));
    });
}

} // namespace sspi::abi
