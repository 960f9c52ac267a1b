// SPDX-License-Identifier: BSL-1.0
// The realms of a plan, served, with the files that belong to them.
#include "kdcs.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

namespace sspi::tools {
namespace {

/// Puts the place in the configuration in front of what the library refuses.
template <class function>
decltype(auto) located(const std::string& origin, function refused) {
    try {
        return refused();
    } catch (const testing::error& failed) {
        throw testing::error(origin + failed.what(), failed.code());
    }
}

void add_account(testing::realm& realm, const account_plan& from) {
    located(from.origin, [&] {
        if (!from.service)
            realm.add_user(from.name, from.password.value_or(""), from.options);
        else if (from.password)
            realm.add_service(from.name, *from.password, from.options);
        else
            realm.add_service(from.name, from.options);
        for (const auto& alias : from.aliases)
            realm.add_alias(alias, from.name);
    });
}

[[nodiscard]] std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char each) { return static_cast<char>(std::tolower(each)); });
    return text;
}

/// What krb5.conf says about a realm beside the default one.
[[nodiscard]] std::string sections_of(const realm_plan& realm, std::uint16_t port) {
    const auto where = "127.0.0.1:" + std::to_string(port);
    std::string text = "[realms]\n    " + realm.name + " = {\n        kdc = " + where +
                       "\n        kpasswd_server = " + where + "\n    }\n[domain_realm]\n";
    for (const auto& domain : realm.domains.empty() ? std::vector{lower(realm.name)} : realm.domains)
        text += "    " + domain + " = " + realm.name + "\n    ." + domain + " = " + realm.name + "\n";
    return text;
}

[[nodiscard]] bool is_aes(testing::enctype type) {
    return testing::enctype_name(type).starts_with("aes");
}

/// Whether a user of the realm has no key of AES.
[[nodiscard]] bool has_weak_user(const realm_plan& realm) {
    return std::ranges::any_of(realm.accounts, [&](const account_plan& each) {
        const auto& types = each.options.enctypes.empty() ? realm.options.enctypes : each.options.enctypes;
        return !each.service && std::ranges::none_of(types, is_aes);
    });
}

/// What libsspi's clients have to put up with here, where it is less than they do by themselves.
[[nodiscard]] std::string weak_proofs(const kdc_plan& plan) {
    constexpr std::uint32_t usual_rounds = 4096;
    auto rounds = usual_rounds;
    for (const auto& each : plan.realms)
        rounds = std::min(rounds, each.options.string_to_key_rounds.value_or(usual_rounds));
    std::string text;
    if (rounds < usual_rounds) text += "    minimum_rounds = " + std::to_string(rounds) + "\n";
    if (std::ranges::any_of(plan.realms, has_weak_user)) text += "    allow_rc4 = true\n";
    return text.empty() ? text : "[sspi]\n" + text;
}

/// The keytabs of a realm and the principals in each: nobody, for those of all services.
[[nodiscard]] std::map<std::string, std::vector<std::string>> keytabs_of(const realm_plan& realm,
                                                                         bool is_default) {
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& account : realm.accounts) {
        const bool in_default = account.service && is_default && account.keytab.empty();
        if (in_default) all["krb5.keytab"].push_back(account.name);
        if (!account.keytab.empty()) all[account.keytab].push_back(account.name);
    }
    return all;
}

} // namespace

kdcs::kdcs(const kdc_plan& plan) {
    for (const auto& each : plan.realms)
        add_realm(each, plan.verbose);
    connect_realms(plan);
    for (std::size_t i = 0; i < realms_.size(); ++i)
        located(plan.realms[i].origin, [&] { servers_.emplace_back(realms_[i], plan.realms[i].server); });
    make_environment(plan);
    for (std::size_t i = 0; i < realms_.size(); ++i)
        write_files(plan.realms[i], realms_[i], i == 0);
}

void kdcs::add_realm(const realm_plan& from, bool verbose) {
    auto options = from.options;
    if (verbose) options.log = [](std::string_view line) { std::cerr << "kdc: " << line << '\n'; };
    auto& made = located(from.origin, [&]() -> testing::realm& {
        return realms_.emplace_back(from.name, std::move(options));
    });
    for (const auto& account : from.accounts)
        add_account(made, account);
}

testing::realm& kdcs::named(const std::string& name, const std::string& origin) {
    const auto found = std::ranges::find(realms_, name, &testing::realm::name);
    if (found == realms_.end()) throw testing::error(origin + "there is no realm " + name);
    return *found;
}

/// Trust may be said on both sides, which is once more than it takes.
void kdcs::connect_realms(const kdc_plan& plan) {
    using testing::trust_direction;
    std::set<std::pair<std::string, std::string>> whose_users_reach;
    for (std::size_t i = 0; i < realms_.size(); ++i) {
        auto& own = realms_[i];
        for (const auto& each : plan.realms[i].trusts)
            located(each.origin, [&] {
                auto& other = named(each.realm, "");
                if (&other == &own) throw testing::error("a realm cannot trust itself");
                const bool theirs = each.direction != trust_direction::our_users &&
                                    whose_users_reach.emplace(other.name(), own.name()).second;
                const bool ours = each.direction != trust_direction::their_users &&
                                  whose_users_reach.emplace(own.name(), other.name()).second;
                if (theirs) own.trust(other, trust_direction::their_users);
                if (ours) own.trust(other, trust_direction::our_users);
            });
        for (const auto& each : plan.realms[i].referrals)
            located(each.origin, [&] { own.refer(each.name_or_domain, each.realm, each.by_way_of); });
        for (const auto& each : plan.realms[i].rules)
            located(each.origin, [&] { each.rule.apply_to(own); });
    }
}

void kdcs::make_environment(const kdc_plan& plan) {
    auto options = plan.environment;
    options.realm = realms_.front().name();
    options.port = servers_.front().port();
    if (options.domains.empty()) options.domains = plan.realms.front().domains;
    for (std::size_t i = 1; i < realms_.size(); ++i)
        options.sections += sections_of(plan.realms[i], servers_[i].port());
    options.sections += weak_proofs(plan);
    std::error_code failed;
    const auto temporary = std::filesystem::temp_directory_path(failed);
    if (failed && options.directory.empty())
        throw testing::error("there is no temporary directory (TMPDIR): " + failed.message());
    environment_.emplace(options);
    variables_ = environment_->variables();
    variables_.emplace_back("SSPI_KDC_DIRECTORY", environment_->directory().string());
    variables_.emplace_back("SSPI_KDC_PORT", std::to_string(servers_.front().port()));
    for (const auto& [name, value] : variables_)
        setenv(name.c_str(), value.c_str(), 1);
}

std::string kdcs::place_of(const std::string& file) const {
    const bool typed = file.find(':') < file.find('/'); // "DIR:/somewhere"
    if (typed) return file;
    return (environment_->directory() / file).string();
}

void kdcs::write_files(const realm_plan& from, const testing::realm& realm, bool is_default) {
    for (const auto& [file, names] : keytabs_of(from, is_default))
        realm.write_keytab(place_of(file), names);
    for (const auto& each : from.keytabs)
        located(each.origin, [&] { realm.write_keytab(place_of(each.file), each.principals); });
    for (const auto& each : from.accounts)
        if (!each.cache.empty())
            located(each.origin, [&] { realm.write_cache(place_of(each.cache), each.name); });
    for (const auto& each : from.caches)
        located(each.origin, [&] { realm.write_cache(place_of(each.file), each.user, each.options); });
}

void kdcs::write_transcript(const std::string& file) const {
    std::ofstream out(file);
    for (const auto& realm : realms_) {
        out << "# " << realm.name() << '\n' << realm.transcript().text();
        for (const auto& rule : realm.unused_rules())
            out << "# never met: " << rule << '\n';
    }
    out.close();
    if (!out) throw testing::error("cannot write " + file + ": " + std::strerror(errno), errno);
}

} // namespace sspi::tools
