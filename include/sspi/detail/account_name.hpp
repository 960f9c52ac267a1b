// SPDX-License-Identifier: BSL-1.0
// An account's name in the forms of EXTENDED_NAME_FORMAT that Kerberos knows, without asking a directory.
#pragma once

#include <sspi/detail/principal_name.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::detail {

/// The values of EXTENDED_NAME_FORMAT.
enum class name_form : std::uint32_t {
    unknown = 0,
    distinguished_name = 1,
    sam_compatible = 2,
    display = 3,
    unique_id = 6,
    canonical = 7,
    user_principal = 8,
    canonical_ex = 9,
    service_principal = 10,
    dns_domain = 12,
    given_name = 13,
    surname = 14
};

/// True for the forms that a name can be asked for in.
[[nodiscard]] constexpr bool is_wanted_form(name_form form) noexcept {
    constexpr std::array forms{name_form::distinguished_name,
                               name_form::sam_compatible,
                               name_form::display,
                               name_form::unique_id,
                               name_form::canonical,
                               name_form::user_principal,
                               name_form::canonical_ex,
                               name_form::service_principal,
                               name_form::dns_domain,
                               name_form::given_name,
                               name_form::surname};
    return std::ranges::find(forms, form) != forms.end();
}

/// A user, or a service (class/host), or, without a user, the domain itself.
struct account_name {
    std::string user{};
    std::string realm{};
    std::string domain{}; // the NetBIOS name of the realm; empty when there is none
};

/// The name as one part of the others; a service's has slashes, and then no form but a principal's.
[[nodiscard]] constexpr bool is_account(std::string_view user) noexcept {
    return user.find_first_of("/\\") == user.npos && !has_control_character(user);
}

[[nodiscard]] constexpr bool is_domain(std::string_view text) noexcept {
    return !text.empty() && text.find_first_of("/\\@") == text.npos && !has_control_character(text);
}

/// What the Kerberos library's text of a principal says, without the backslashes; nothing when it has no realm, or a
/// character that no form may have.
[[nodiscard]] inline std::optional<account_name> account_of_principal(std::string_view text) {
    const auto [name, realm] = split_principal(text);
    auto user = last_unescaped(name, '@') == name.npos ? unescaped(name) : std::nullopt;
    auto domain = unescaped(realm);
    if (!user || !domain) return std::nullopt;
    account_name out{.user = *std::move(user), .realm = *std::move(domain)};
    if (out.user.empty() || !is_domain(out.realm) || has_control_character(out.user)) return std::nullopt;
    return out;
}

[[nodiscard]] inline std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Nothing for a form that cannot be told of this account. Where users stand in a canonical name only a directory knows.
[[nodiscard]] inline std::optional<std::string> to_text(const account_name& account, name_form form) {
    const bool service = account.user.find('/') != account.user.npos;
    const bool plain = is_account(account.user);
    switch (form) {
    case name_form::sam_compatible:
        if (!plain || account.domain.empty()) return std::nullopt;
        return account.domain + '\\' + account.user;
    case name_form::dns_domain:
        if (!plain) return std::nullopt;
        return ascii_lower(account.realm) + '\\' + account.user;
    case name_form::user_principal:
        if (account.user.empty()) return std::nullopt;
        return account.user + '@' + account.realm;
    case name_form::service_principal:
        if (!service) return std::nullopt;
        return account.user + '@' + account.realm;
    case name_form::canonical:
    case name_form::canonical_ex:
        if (!account.user.empty()) return std::nullopt;
        return ascii_lower(account.realm) + (form == name_form::canonical ? '/' : '\n');
    default:
        return std::nullopt;
    }
}

/// DOMAIN\user or DOMAIN\, the domain as written.
[[nodiscard]] inline std::optional<account_name> parse_down_level(std::string_view text, bool by_dns) {
    const auto [domain, user, found] = split_at(text, '\\');
    if (!found || !is_domain(domain) || !is_account(user)) return std::nullopt;
    if (by_dns) return account_name{.user = std::string(user), .realm = ascii_upper(domain)};
    return account_name{.user = std::string(user), .domain = std::string(domain)};
}

[[nodiscard]] inline std::optional<account_name> parse_principal(std::string_view text, bool service) {
    const auto at = text.rfind('@');
    if (at == text.npos || at == 0 || !is_domain(text.substr(at + 1))) return std::nullopt;
    const auto name = text.substr(0, at);
    if (has_control_character(name)) return std::nullopt;
    const auto [service_class, host, has_host] = split_at(name, '/');
    if (service && (!has_host || service_class.empty() || host.empty())) return std::nullopt;
    return account_name{.user = std::string(name), .realm = ascii_upper(text.substr(at + 1))};
}

/// The name of a domain alone: what else a canonical name says, only a directory can look up.
[[nodiscard]] inline std::optional<account_name> parse_canonical(std::string_view text, char end) {
    if (text.empty() || text.back() != end || !is_domain(text.substr(0, text.size() - 1)))
        return std::nullopt;
    return account_name{.realm = ascii_upper(text.substr(0, text.size() - 1))};
}

/// The form that a name seems to have.
[[nodiscard]] constexpr name_form form_of(std::string_view text) noexcept {
    if (text.ends_with('/')) return name_form::canonical;
    if (text.ends_with('\n')) return name_form::canonical_ex;
    if (const auto [domain, user, found] = split_at(text, '\\'); found)
        return domain.find('.') == domain.npos ? name_form::sam_compatible : name_form::dns_domain;
    return text.find('@') == text.npos ? name_form::unknown : name_form::user_principal;
}

/// The account that a text names in this form, with its realm or, for a SAM-compatible name, its domain. With
/// name_form::unknown, in the form that it seems to have.
[[nodiscard]] inline std::optional<account_name> parse_account(std::string_view text, name_form form) {
    switch (form == name_form::unknown ? form_of(text) : form) {
    case name_form::sam_compatible:
        return parse_down_level(text, false);
    case name_form::dns_domain:
        return parse_down_level(text, true);
    case name_form::user_principal:
        return parse_principal(text, false);
    case name_form::service_principal:
        return parse_principal(text, true);
    case name_form::canonical:
        return parse_canonical(text, '/');
    case name_form::canonical_ex:
        return parse_canonical(text, '\n');
    default:
        return std::nullopt;
    }
}

/// The account of a computer: the first label of its host, 15 characters at most, in upper case, with a
/// dollar sign.
[[nodiscard]] inline std::string computer_account(std::string_view host) {
    constexpr std::size_t longest = 15;
    return ascii_upper(split_at(host, '.').before.substr(0, longest)) + '$';
}

} // namespace sspi::detail
