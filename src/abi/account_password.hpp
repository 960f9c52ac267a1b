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
        core::password_call call{.package = text_argument(package),
                                 .domain = text_argument(domain),
                                 .account = text_argument(account),
                                 .old_password = password_argument(old_password),
                                 .new_password = password_argument(new_password),
                                 .output = output};
        if (package != nullptr && !call.package)
            return to_status(unreadable<Char>(status::secpkg_not_found, "the name of the package"));
        if (domain != nullptr && !call.domain)
            return to_status(unreadable<Char>(status::unknown_credentials, "the domain"));
        if (account != nullptr && !call.account)
            return to_status(unreadable<Char>(status::unknown_credentials, "the account's name"));
        if ((old_password != nullptr && !call.old_password) ||
            (new_password != nullptr && !call.new_password))
            return to_status(unreadable<Char>(status::invalid_parameter, "a password"));
        return to_status(core::change_password(std::move(call)));
    });
}

} // namespace sspi::abi
