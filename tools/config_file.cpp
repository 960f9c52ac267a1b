// SPDX-License-Identifier: BSL-1.0
// The configuration file of sspi-kdc, line after line.
#include "config_file.hpp"

#include "config_settings.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

namespace sspi::tools {
namespace {

/// Reads line after line. A section belongs to the realm before it.
class reader {
  public:
    reader(kdc_plan& plan, position at) : plan_(plan), at_(std::move(at)) {}

    void read(view text) {
        if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3); // a byte order mark
        while (!text.empty()) {
            const auto end = text.find('\n');
            ++at_.line;
            located([&] { line(trimmed(text.substr(0, end))); });
            text.remove_prefix(end == view::npos ? text.size() : end + 1);
        }
        located([&] { end_section(); });
    }

  private:
    enum class section { program, realm, account, keytab, cache, rule };

    /// Puts the place in front of a complaint.
    template <class function>
    void located(function read_some) {
        try {
            read_some();
        } catch (const usage_error& wrong) {
            throw usage_error(at_.text() + wrong.what());
        } catch (const testing::error& wrong) {
            throw usage_error(at_.text() + wrong.what());
        }
    }

    void line(view text) {
        if (text.empty() || text.front() == '#' || text.front() == ';') return;
        if (text.front() == '[') return begin_section(text);
        const auto equals = text.find('=');
        if (equals == view::npos || trimmed(text.substr(0, equals)).empty())
            throw usage_error("a line is '[section]', 'key = value' or '# comment', not '" +
                              std::string(text) + "'");
        set(trimmed(text.substr(0, equals)), trimmed(text.substr(equals + 1)));
    }

    void begin_section(view text) {
        end_section();
        if (text.back() != ']')
            throw usage_error("a section is written '[kind name]', not '" + std::string(text) + "'");
        const auto inside = trimmed(text.substr(1, text.size() - 2));
        const auto blank = inside.find_first_of(" \t");
        const auto kind = inside.substr(0, blank);
        const auto name = blank == view::npos ? view() : trimmed(inside.substr(blank));
        const auto* const found = std::ranges::find(kinds, kind, &kind_row::name);
        if (found == kinds.end())
            throw usage_error("there is no section '" + std::string(kind) +
                              "'; there are realm, user, service, keytab, cache and rule");
        if (name.empty() == found->named)
            throw usage_error("'" + std::string(kind) +
                              (found->named ? "' wants a name: '[" : "' takes no name: '[") +
                              std::string(kind) + (found->named ? " NAME]'" : "]'"));
        ((*this).*(found->begin))(std::string(name));
    }

    void begin_realm(std::string name) {
        for (const auto& other : plan_.realms)
            if (other.name == name) throw usage_error("there is already a realm " + name);
        plan_.realms.emplace_back();
        plan_.realms.back().origin = at_.text();
        plan_.realms.back().name = std::move(name);
        now_ = section::realm;
    }

    void begin_user(std::string name) { begin_account(std::move(name), false); }
    void begin_service(std::string name) { begin_account(std::move(name), true); }

    void begin_account(std::string name, bool service) {
        auto& made = realm().accounts.emplace_back();
        made.origin = at_.text();
        made.name = std::move(name);
        made.service = service;
        now_ = section::account;
    }

    void begin_keytab(std::string file) {
        realm().keytabs.push_back({at_.text(), std::move(file), {}});
        now_ = section::keytab;
    }

    void begin_cache(std::string file) {
        realm().caches.push_back({at_.text(), std::move(file), {}, {}});
        now_ = section::cache;
    }

    void begin_rule(std::string /*name*/) {
        realm().rules.push_back({at_.text(), {}});
        now_ = section::rule;
    }

    /// What a section cannot be without.
    void end_section() {
        if (now_ == section::account) {
            const auto& done = realm().accounts.back();
            if (!done.service && !done.password)
                throw usage_error(
                    "the user " + done.name +
                    " has no password: set 'password', 'password-file' or 'password-env' before this line");
        }
        if (now_ == section::cache && realm().caches.back().user.empty())
            throw usage_error("the cache " + realm().caches.back().file +
                              " has no owner: set 'user' before this line");
        now_ = section::program;
    }

    void set(view key, view value) {
        switch (now_) {
        case section::program:
            return apply(program_table, plan_, key, value, at_,
                         [&](view k, view v) { testing::set(plan_.environment, k, v); });
        case section::realm:
            return apply(realm_table, realm(), key, value, at_,
                         [&](view k, view v) { set_realm(realm(), k, v); });
        case section::account:
            return apply(account_table, realm().accounts.back(), key, value, at_,
                         [&](view k, view v) { testing::set(realm().accounts.back().options, k, v); });
        case section::keytab:
            return apply(keytab_table, realm().keytabs.back(), key, value, at_, no_others);
        case section::cache:
            return apply(cache_table, realm().caches.back(), key, value, at_,
                         [&](view k, view v) { testing::set(realm().caches.back().options, k, v); });
        case section::rule:
            return realm().rules.back().rule.set(key, value);
        }
    }

    [[nodiscard]] realm_plan& realm() { return plan_.realms.empty() ? plan_.first() : plan_.realms.back(); }

    struct kind_row {
        view name;
        bool named;
        void (reader::*begin)(std::string name);
    };
    static const std::array<kind_row, 6> kinds;

    kdc_plan& plan_;
    position at_;
    section now_ = section::program;
};

constexpr std::array<reader::kind_row, 6> reader::kinds{
    kind_row{"realm", true, &reader::begin_realm},     kind_row{"user", true, &reader::begin_user},
    kind_row{"service", true, &reader::begin_service}, kind_row{"keytab", true, &reader::begin_keytab},
    kind_row{"cache", true, &reader::begin_cache},     kind_row{"rule", false, &reader::begin_rule}};

/// All of a file, if that is not beyond reason.
[[nodiscard]] std::string content_of(std::istream& in, const std::string& name) {
    constexpr std::size_t most = std::size_t{4} * 1024 * 1024;
    std::string text;
    std::array<char, 65536> part;
    while (in.read(part.data(), part.size()) || in.gcount() > 0) {
        text.append(part.data(), static_cast<std::size_t>(in.gcount()));
        if (text.size() > most) throw usage_error(name + " is longer than 4 MiB");
    }
    if (in.bad()) throw usage_error("cannot read " + name);
    return text;
}

} // namespace

void read_config(kdc_plan& plan, view text, const std::string& name, const std::filesystem::path& directory) {
    reader(plan, {name, 0, directory}).read(text);
}

void read_config_file(kdc_plan& plan, const std::string& file) {
    if (file == "-") return read_config(plan, content_of(std::cin, "standard input"), "standard input", {});
    std::ifstream in(file);
    if (!in) throw usage_error("cannot read " + file + ": " + std::strerror(errno));
    if (std::filesystem::is_directory(file)) throw usage_error("cannot read " + file + ": it is a directory");
    const std::filesystem::path path(file);
    read_config(plan, content_of(in, file), path.filename().string(), path.parent_path());
}

} // namespace sspi::tools
