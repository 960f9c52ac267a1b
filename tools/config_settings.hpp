// SPDX-License-Identifier: BSL-1.0
// The settings of sspi-kdc's configuration that are not the library's own: a table row for each.
#pragma once

#include "passwords.hpp"
#include "plan.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::tools {

using view = std::string_view;

/// Where in the file a reader is.
struct position {
    std::string name;
    std::size_t line = 0;
    std::filesystem::path directory;

    [[nodiscard]] std::string text() const { return name + ":" + std::to_string(line) + ": "; }
};

/// A value that a setting cannot take.
struct unfit {};

template <class target>
struct row {
    view key;
    view wants;
    void (*apply)(target& to, view value, const position& at);
};

[[nodiscard]] inline view trimmed(view text) noexcept {
    constexpr view blanks = " \t\r\f\v";
    const auto first = text.find_first_not_of(blanks);
    return first == view::npos ? view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

[[nodiscard]] inline std::string some(view text) {
    if (text.empty()) throw unfit();
    return std::string(text);
}

/// What stands between separators.
[[nodiscard]] inline std::vector<std::string> split(view text, char separator) {
    std::vector<std::string> all;
    for (bool more = true; more;) {
        const auto end = text.find(separator);
        all.push_back(some(trimmed(text.substr(0, end))));
        more = end != view::npos;
        if (more) text.remove_prefix(end + 1);
    }
    return all;
}

[[nodiscard]] inline std::vector<std::string> words(view text) {
    std::string all(text);
    std::ranges::replace(all, '\t', ' ');
    const auto repeated =
        std::unique(all.begin(), all.end(), [](char a, char b) { return a == ' ' && b == ' '; });
    all.erase(repeated, all.end());
    return split(all, ' ');
}

inline void trust(realm_plan& realm, view value, const position& at, testing::trust_direction direction) {
    for (auto& each : split(value, ','))
        realm.trusts.push_back({at.text(), std::move(each), direction});
}

inline constexpr view realm_list = "a comma-separated list of realms";

inline constexpr std::array realm_table{
    row<realm_plan>{"domains", "a comma-separated list of DNS domains",
                    [](auto& r, view v, const position&) { r.domains = split(v, ','); }},
    row<realm_plan>{
        "trust", realm_list,
        [](auto& r, view v, const position& at) { trust(r, v, at, testing::trust_direction::both); }},
    row<realm_plan>{
        "trust-their-users", realm_list,
        [](auto& r, view v, const position& at) { trust(r, v, at, testing::trust_direction::their_users); }},
    row<realm_plan>{
        "trust-our-users", realm_list,
        [](auto& r, view v, const position& at) { trust(r, v, at, testing::trust_direction::our_users); }},
    row<realm_plan>{"refer", "a service or domain, a realm, and perhaps the realm on the way to it",
                    [](auto& r, view v, const position& at) {
                        auto parts = words(v);
                        if (parts.size() < 2 || parts.size() > 3) throw unfit();
                        parts.resize(3);
                        r.referrals.push_back({at.text(), parts[0], parts[1], parts[2]});
                    }},
};

inline constexpr std::array account_table{
    row<account_plan>{"password", "a password",
                      [](auto& a, view v, const position&) { a.password = some(v); }},
    row<account_plan>{
        "password-file", "a file with the password in its first line",
        [](auto& a, view v, const position& at) { a.password = password_from_file(at.directory / some(v)); }},
    row<account_plan>{
        "password-env", "an environment variable",
        [](auto& a, view v, const position&) { a.password = password_from_environment(some(v)); }},
    row<account_plan>{"aliases", "a comma-separated list of principal names",
                      [](auto& a, view v, const position&) { a.aliases = split(v, ','); }},
    row<account_plan>{"keytab", "a file", [](auto& a, view v, const position&) { a.keytab = some(v); }},
    row<account_plan>{"cache", "a file", [](auto& a, view v, const position&) { a.cache = some(v); }},
};

inline constexpr std::array keytab_table{
    row<keytab_plan>{"principals", "a comma-separated list of principal names",
                     [](auto& k, view v, const position&) { k.principals = split(v, ','); }},
};

inline constexpr std::array cache_table{
    row<cache_plan>{"user", "a principal name", [](auto& c, view v, const position&) { c.user = some(v); }},
};

inline constexpr std::array program_table{
    row<kdc_plan>{"transcript", "a file", [](auto& p, view v, const position&) { p.transcript = some(v); }},
    row<kdc_plan>{"verbose", "yes or no",
                  [](auto& p, view v, const position&) {
                      if (v != "yes" && v != "no") throw unfit();
                      p.verbose = v == "yes";
                  }},
};

template <class rows>
[[nodiscard]] std::string names_of(const rows& table) {
    std::string all;
    for (const auto& each : table)
        all += ", " + std::string(each.key);
    return all;
}

/// Applies a setting of the table, or else one of the library's.
template <class rows, class target, class library>
void apply(const rows& table, target& to, view key, view value, const position& at, library set) {
    const auto found = std::ranges::find(table, key, &row<target>::key);
    try {
        if (found != table.end())
            found->apply(to, value, at);
        else
            set(key, value);
    } catch (const unfit&) {
        throw usage_error("'" + std::string(key) + "' wants " + std::string(found->wants) + ", not '" +
                          std::string(value) + "'");
    } catch (const testing::unknown_setting& unknown) {
        const auto names = unknown.names() + names_of(table);
        throw usage_error(
            testing::unknown_setting(key, names.substr(names.starts_with(", ") ? 2 : 0)).what());
    }
}

[[noreturn]] inline void no_others(view key, view /*value*/) {
    throw testing::unknown_setting(key, {});
}

/// The port and the limits of a realm's server, and the realm's own options.
inline void set_realm(realm_plan& realm, view key, view value) {
    try {
        testing::set(realm.options, key, value);
    } catch (const testing::unknown_setting& unknown) {
        try {
            testing::set(realm.server, key, value);
        } catch (const testing::unknown_setting& also) {
            throw testing::unknown_setting(key, unknown.names() + ", " + also.names());
        }
    }
}

} // namespace sspi::tools
