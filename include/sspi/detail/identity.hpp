// SPDX-License-Identifier: BSL-1.0
// Who the caller of AcquireCredentialsHandle wants to be, read from the structure it passes.
#pragma once

#include <sspi/detail/identity_parts.hpp>
#include <sspi/detail/keytab_file.hpp>
#include <sspi/detail/secret.hpp>
#include <sspi/detail/status.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::detail {

/// Who the caller wants to be.
struct identity {
    std::string user;
    std::string domain;
    bool has_user = false;   ///< a user was given, if only an empty one
    bool has_domain = false; ///< likewise
    std::optional<secret_string> password;
    std::optional<secret_bytes> keytab;         ///< contents of a keytab file: see read_keytab
    bool no_authorization_data = false;         ///< SEC_WINNT_AUTH_IDENTITY_ONLY: tickets without a PAC
    std::vector<std::string> packages_allowed;  ///< PackageList entries; an empty list allows all
    std::vector<std::string> packages_excluded; ///< PackageList entries that began with '!'

    /// True when nothing is said: the default credential is meant.
    [[nodiscard]] bool empty() const noexcept {
        return user.empty() && domain.empty() && !keytab && (!password || password->empty());
    }

    /// True when the package list lets the package be used.
    [[nodiscard]] bool allows(std::string_view package) const noexcept {
        const auto lists = [package](const std::vector<std::string>& names) {
            return std::any_of(names.begin(), names.end(),
                               [package](const auto& n) { return equal_ignoring_ascii_case(n, package); });
        };
        return !lists(packages_excluded) && (packages_allowed.empty() || lists(packages_allowed));
    }
};

/// The outcome of `parse_identity`: `status::ok` and an identity, or an error and an empty one.
struct parsed_identity {
    status code;
    identity value;
    const char* fault = ""; ///< for people, where it is not ok
};

[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Sorts the entries of a package list ("kerberos,!ntlm") into the two lists of an identity.
inline void read_package_list(std::string_view list, identity& into) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        auto entry = without_blanks(list.substr(0, comma));
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
        const bool excluded = entry.starts_with('!');
        if (excluded) entry = without_blanks(entry.substr(1));
        if (!entry.empty()) (excluded ? into.packages_excluded : into.packages_allowed).emplace_back(entry);
    }
}

/// What the parts say about who the caller wants to be.
[[nodiscard]] inline identity identity_of(identity_parts parts) {
    identity out;
    out.has_user = parts.user.has_value();
    out.has_domain = parts.domain.has_value();
    out.user = std::move(parts.user).value_or(std::string());
    out.domain = std::move(parts.domain).value_or(std::string());
    out.password = std::move(parts.password);
    out.keytab = std::move(parts.keytab);
    out.no_authorization_data = (parts.flags & identity_only) != 0;
    read_package_list(parts.packages, out);
    return out;
}

/// Reads the pAuthData argument of AcquireCredentialsHandle. `Wide` is the unit of wide text (char16_t or
/// char32_t), `available` the number of readable bytes at `auth_data`, SIZE_MAX when unknown. Lengths are
/// authoritative; no terminator is needed. Everything malformed, of an unknown version or encrypted, a password
/// without a user, and a keytab that is none, is `status::unknown_credentials`.
template <class Wide>
[[nodiscard]] parsed_identity parse_identity(const void* auth_data, std::size_t available,
                                             bool wide_by_default) {
    constexpr auto wrong = status::unknown_credentials;
    bool bad_text = false;
    auto parts = read_identity<Wide>(auth_data, available, wide_by_default, &bad_text);
    if (!parts)
        return {wrong,
                {},
                bad_text ? "a text in the identity is not valid in its encoding"
                         : "the identity is malformed, or encrypted"};
    auto who = identity_of(*std::move(parts));
    const bool has_password = who.password && !who.password->empty();
    if (has_password && who.user.empty()) return {wrong, {}, "the identity has a password and no user"};
    if (who.keytab && !read_keytab(who.keytab->view()))
        return {wrong, {}, "the keytab in the identity is malformed"};
    return {status::ok, std::move(who)};
}

} // namespace sspi::detail
