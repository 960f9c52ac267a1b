// SPDX-License-Identifier: BSL-1.0
// From Windows user and target names to Kerberos principal names, without asking DNS or configuration.
#pragma once

#include <sspi/detail/principal_text.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sspi::detail {

/// A user. An empty realm stands for the default realm.
struct principal_name {
    std::string name;
    std::string realm; ///< in upper case
    std::string
        suffix{}; ///< what stood behind the user's '@', as written: the realm is made of it, and need not be one
};

[[nodiscard]] constexpr bool has_control_character(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

[[nodiscard]] inline std::optional<principal_name> principal_of(std::string_view name, std::string_view realm,
                                                                std::string_view suffix = {}) {
    if (name.empty() || has_control_character(name) || has_control_character(realm)) return std::nullopt;
    return principal_name{std::string(name), ascii_upper(realm), std::string(suffix)};
}

/// The principal a user and a domain name: DOMAIN\user, user@suffix, or user and domain apart, the realm in
/// upper case. A given domain is the realm, and the user is then taken as written. Nothing when a part is
/// empty that should not be, or a control character stands in one.
[[nodiscard]] inline std::optional<principal_name> logon_name(std::string_view user,
                                                              std::string_view domain) {
    if (!domain.empty()) return principal_of(user, domain);
    if (const auto slash = user.find('\\'); slash != user.npos)
        return slash == 0 ? std::nullopt : principal_of(user.substr(slash + 1), user.substr(0, slash));
    if (const auto at = user.rfind('@'); at != user.npos)
        return at + 1 == user.size()
                   ? std::nullopt
                   : principal_of(user.substr(0, at), user.substr(at + 1), user.substr(at + 1));
    return principal_of(user, {});
}

/// The principal as the Kerberos library parses it back. A slash in the name separates components
/// (alice/admin), an at-sign or backslash in it belongs to the name.
[[nodiscard]] inline std::string to_text(const principal_name& principal) {
    auto text = escaped(principal.name, "@\\");
    if (!principal.realm.empty()) text += '@' + escaped(principal.realm, "/@\\");
    return text;
}

inline constexpr std::size_t longest_target = 4096;

/// Splits at the first separator; without one, the second part is empty and `found` false.
struct split_text {
    std::string_view before;
    std::string_view after;
    bool found;
};
[[nodiscard]] constexpr split_text split_at(std::string_view text, char separator) noexcept {
    const auto at = text.find(separator);
    if (at == text.npos) return {text, {}, false};
    return {text.substr(0, at), text.substr(at + 1), true};
}

/// True for "host", "host:port", "host:instance", and for an IPv6 address, which has more than one colon.
[[nodiscard]] constexpr bool is_target_host(std::string_view host) noexcept {
    if (host.empty()) return false;
    if (std::count(host.begin(), host.end(), ':') != 1) return true;
    return host.front() != ':' && host.back() != ':';
}

/// True for "account" and "class/host[:port][/name]" (MS-KILE section 3.1.5.11).
[[nodiscard]] constexpr bool is_target_name(std::string_view name) noexcept {
    const auto [service, rest, has_host] = split_at(name, '/');
    if (service.empty()) return false;
    if (!has_host) return true;
    const auto [host, instance, has_instance] = split_at(rest, '/');
    if (!is_target_host(host)) return false;
    return !has_instance || (!instance.empty() && instance.find('/') == instance.npos);
}

/// The target of InitializeSecurityContext as text that the Kerberos library parses to the same name: a
/// service principal, user@REALM or a bare account. Nothing is resolved or changed in case; only backslashes,
/// which would otherwise escape what follows, are doubled. Nothing when the target is malformed.
[[nodiscard]] inline std::optional<std::string> service_principal_text(std::string_view target) {
    if (target.empty() || target.size() > longest_target || has_control_character(target))
        return std::nullopt;
    const auto [name, realm, has_realm] = split_at(target, '@');
    if (has_realm && (realm.empty() || realm.find_first_of("@/") != realm.npos)) return std::nullopt;
    if (!is_target_name(name)) return std::nullopt;
    return escaped(target, "\\");
}

} // namespace sspi::detail
