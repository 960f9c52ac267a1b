// SPDX-License-Identifier: BSL-1.0
// Writes the text of a krb5.conf that Heimdal and MIT Kerberos both understand.
#include "krb5_conf.hpp"

#include <array>
#include <cctype>
#include <string_view>

namespace sspi::testing::detail {
namespace {

/// What keeps both implementations away from DNS, and lets MIT use every enctype that a realm may have. Heimdal's
/// acceptors do not check PACs: libkdc dates that of a ticket from S4U2proxy by the client's login and the ticket by the
/// service's.
constexpr std::string_view fixed_defaults = "    dns_lookup_kdc = false\n"
                                            "    dns_lookup_realm = false\n"
                                            "    dns_canonicalize_hostname = false\n"
                                            "    rdns = false\n"
                                            "    allow_rc4 = true\n"
                                            "    allow_des3 = true\n"
                                            "    check_pac = false\n";

/// The settings that say what a client offers: Heimdal's, then MIT's.
constexpr std::array<std::string_view, 3> enctype_settings{"default_etypes", "default_tkt_enctypes",
                                                           "default_tgs_enctypes"};

[[nodiscard]] std::string line(std::string_view name, std::string_view value) {
    return "    " + std::string(name) + " = " + std::string(value) + "\n";
}

[[nodiscard]] std::string lower(std::string text) {
    for (auto& each : text)
        each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    return text;
}

[[nodiscard]] std::string enctype_lines(const std::vector<enctype>& types) {
    std::string names;
    for (const auto type : types)
        names += (names.empty() ? "" : " ") + std::string(enctype_name(type));
    std::string lines;
    for (const auto setting : enctype_settings)
        if (!names.empty()) lines += line(setting, names);
    return lines;
}

/// Port 1 of the loopback, where nothing listens, says "no KDC". Without any kdc line Heimdal would look for
/// a host "kerberos.<realm>" in DNS, whatever dns_lookup_kdc says.
[[nodiscard]] std::string realm_section(const environment_options& options) {
    const auto kdc = "127.0.0.1:" + std::to_string(options.port.value_or(1));
    return "[realms]\n    " + options.realm + " = {\n        kdc = " + kdc +
           "\n        kpasswd_server = " + kdc + "\n    }\n";
}

[[nodiscard]] std::string domain_section(const environment_options& options) {
    const auto domains = options.domains.empty() ? std::vector{lower(options.realm)} : options.domains;
    std::string text = "[domain_realm]\n";
    for (const auto& domain : domains)
        text += line(domain, options.realm) + line("." + domain, options.realm);
    return text;
}

} // namespace

std::string krb5_conf(const environment_options& options, const std::string& cache,
                      const std::string& keytab) {
    std::string text = "[libdefaults]\n";
    text += line("default_realm", options.realm);
    text += fixed_defaults;
    text += line("default_ccache_name", cache) + line("default_cc_name", cache);
    text += line("default_keytab_name", keytab);
    text += enctype_lines(options.enctypes);
    text += options.libdefaults + "\n";
    return text + realm_section(options) + domain_section(options) + options.sections + "\n";
}

} // namespace sspi::testing::detail
