// SPDX-License-Identifier: BSL-1.0
// Who the caller of AcquireCredentialsHandle wants to be, read from the structure it passes.
#pragma once

#include <sspi/detail/identity_layout.hpp>
#include <sspi/detail/secret.hpp>
#include <sspi/detail/status.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
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
    std::optional<secret_bytes>
        keytab; ///< the contents of a keytab file, to log on with instead of a password
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
};

/// Converts text of the caller's form to UTF-8.
template <class Wide>
class identity_text_reader {
  public:
    explicit identity_text_reader(bool wide) noexcept : wide_(wide) {}

    /// Appends to `out`; false for a missing or absurd pointer, an absurd length, wrong encoding or an
    /// embedded NUL.
    template <class String>
    [[nodiscard]] bool read(const void* data, std::uint32_t length, String& out) const {
        if (length == 0) return true;
        if (!is_plausible(data) || length > longest_identity_text) return false;
        const bool well_formed =
            wide_ ? transcode<Wide>(data, length, out) : transcode<char>(data, length, out);
        return well_formed && !holds_nul(out);
    }

    /// The same for a password: into memory that is wiped, with room enough not to be copied while it grows.
    [[nodiscard]] bool read_password(const void* data, std::uint32_t length,
                                     std::optional<secret_string>& out) const {
        if (data == nullptr && length == 0) return true;
        if (length > longest_identity_text) return false;
        constexpr std::size_t most_bytes_per_unit = 4;
        secret_string password(std::size_t{length} * most_bytes_per_unit);
        if (!read(data, length, password)) return false;
        out = std::move(password);
        return true;
    }

  private:
    // The first page is never mapped, so such a pointer is a count or a flag in the wrong place.
    [[nodiscard]] static bool is_plausible(const void* data) noexcept {
        return reinterpret_cast<std::uintptr_t>(data) >= 4096;
    }
    template <class String>
    [[nodiscard]] static bool holds_nul(const String& text) noexcept {
        return text.size() != 0 && std::memchr(text.data(), 0, text.size()) != nullptr;
    }

    bool wide_;
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

/// Fills in the text members; false when one is malformed.
template <class Wide>
[[nodiscard]] bool read_members(const identity_ex_layout& from, bool wide, identity& into) {
    const identity_text_reader<Wide> reader(wide);
    std::string packages;
    if (!reader.read(from.user, from.user_length, into.user) ||
        !reader.read(from.domain, from.domain_length, into.domain) ||
        !reader.read_password(from.password, from.password_length, into.password) ||
        !reader.read(from.package_list, from.package_list_length, packages))
        return false;
    into.has_user = from.user != nullptr && (from.flags & identity_null_user) == 0;
    into.no_authorization_data = (from.flags & identity_only) != 0;
    into.has_domain = from.domain != nullptr && (from.flags & identity_null_domain) == 0;
    read_package_list(packages, into);
    return true;
}

/// Reads the pAuthData argument of AcquireCredentialsHandle. `Wide` is the unit of wide text (char16_t or
/// char32_t), `available` the number of readable bytes at `auth_data`, SIZE_MAX when unknown. Lengths count
/// characters and are authoritative; no terminator is needed. Everything malformed, of an unknown version,
/// marshalled or encrypted, and a password without a user, is `status::unknown_credentials`.
template <class Wide>
[[nodiscard]] parsed_identity parse_identity(const void* auth_data, std::size_t available,
                                             bool wide_by_default) {
    parsed_identity refusal{status::unknown_credentials, {}};
    const auto layout = read_layout(auth_data, available);
    if (!layout) return refusal;
    const auto wide = is_wide(layout->flags, wide_by_default);
    if (!wide) return refusal;
    parsed_identity result{status::ok, {}};
    if (!read_members<Wide>(*layout, *wide, result.value)) return refusal;
    const bool has_password = result.value.password && !result.value.password->empty();
    if (has_password && result.value.user.empty()) return refusal;
    return result;
}

} // namespace sspi::detail
