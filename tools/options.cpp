// SPDX-License-Identifier: BSL-1.0
// The command line of sspi-kdc: one table row for each option.
#include "options.hpp"

#include "config_file.hpp"
#include "passwords.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sspi::tools {
namespace {

using view = std::string_view;

/// NAME:SOMETHING, of which the name has no colon.
[[nodiscard]] std::pair<std::string, std::string> pair_of(view text, view wanted) {
    const auto colon = text.find(':');
    if (colon == view::npos || colon == 0)
        throw usage_error("a user is given as " + std::string(wanted) + ", not '" + std::string(text) + "'");
    return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

void add_user(kdc_plan& plan, std::string name, std::string password) {
    account_plan made;
    made.name = std::move(name);
    made.password = std::move(password);
    plan.first().accounts.push_back(std::move(made));
}

void user(kdc_plan& plan, view text) {
    auto [name, password] = pair_of(text, "NAME:PASSWORD");
    add_user(plan, std::move(name), std::move(password));
}

void user_from_file(kdc_plan& plan, view text) {
    auto [name, file] = pair_of(text, "NAME:FILE");
    add_user(plan, std::move(name), password_from_file(file));
}

void user_from_environment(kdc_plan& plan, view text) {
    auto [name, variable] = pair_of(text, "NAME:VARIABLE");
    add_user(plan, std::move(name), password_from_environment(variable));
}

/// A service name may itself have a colon, before a port: what follows the last is a list of enctypes if it
/// is one.
void service(kdc_plan& plan, view text) {
    if (text.empty()) throw usage_error("a service needs a name");
    account_plan made;
    made.service = true;
    const auto colon = text.rfind(':');
    const auto rest = colon == view::npos || colon == 0 ? view() : text.substr(colon + 1);
    auto types = testing::parse_enctypes(rest);
    const bool port = std::ranges::all_of(rest.substr(0, rest.find('/')),
                                          [](char each) { return each >= '0' && each <= '9'; });
    if (!types && (!port || (rest.empty() && text.ends_with(':'))))
        throw usage_error("'" + std::string(rest) + "' is neither a port nor a list of enctypes");
    made.name = types ? text.substr(0, colon) : text;
    if (types) made.options.enctypes = std::move(*types);
    plan.first().accounts.push_back(std::move(made));
}

void name_realm(kdc_plan& plan, view name) {
    auto& first = plan.first();
    if (!first.origin.empty()) throw usage_error("--realm: the configuration names the realms");
    first.name = name;
}

void kinit(kdc_plan& plan, view user) {
    plan.first().caches.push_back({"", "ccache", std::string(user), {}});
}

struct option_row {
    view name;
    view value; ///< how --help calls its value; empty: it takes none
    view help;
    void (*apply)(kdc_plan& plan, view value);
};

constexpr std::array table{
    option_row{"--config", "FILE", "read realms and what belongs to them from a file, - for standard input",
               [](kdc_plan&, view) {}}, // read before all others
    option_row{"--realm", "NAME", "the realm (EXAMPLE.TEST)", name_realm},
    option_row{"--user", "NAME:PASSWORD", "add a user; the password shows in the process list", user},
    option_row{"--user-password-file", "NAME:FILE", "add a user whose password is a file's first line",
               user_from_file},
    option_row{"--user-password-env", "NAME:VARIABLE", "add a user whose password is in the environment",
               user_from_environment},
    option_row{"--service", "SPN[:ENCTYPE,...]",
               "add a service with random keys, and put them into the keytab", service},
    option_row{"--enctypes", "ENCTYPE,...", "enctypes of all principals that do not say otherwise",
               [](kdc_plan& p, view v) { testing::set(p.first().options, "enctypes", v); }},
    option_row{"--lifetime", "TIME", "longest lifetime of a ticket (10h); units s, m, h, d",
               [](kdc_plan& p, view v) { testing::set(p.first().options, "lifetime", v); }},
    option_row{"--renewable-lifetime", "TIME", "longest time that a ticket can be renewed for (7d)",
               [](kdc_plan& p, view v) { testing::set(p.first().options, "renewable-lifetime", v); }},
    option_row{"--clock-offset", "TIME", "how far the KDC's clock is ahead of the machine's; -5m: behind",
               [](kdc_plan& p, view v) { testing::set(p.first().options, "clock-offset", v); }},
    option_row{"--domain", "DNS-DOMAIN", "a domain whose hosts are in the realm (the realm in lower case)",
               [](kdc_plan& p, view v) { p.first().domains.emplace_back(v); }},
    option_row{"--port", "NUMBER", "listen on that TCP and UDP port (a free one)",
               [](kdc_plan& p, view v) { testing::set(p.first().server, "port", v); }},
    option_row{"--directory", "DIRECTORY", "keep krb5.conf, keytab and cache there (a temporary directory)",
               [](kdc_plan& p, view v) { testing::set(p.environment, "directory", v); }},
    option_row{"--kinit", "USER", "put a ticket of that user into the default credential cache", kinit},
    option_row{"--transcript", "FILE", "write what clients asked and were answered there at the end",
               [](kdc_plan& p, view v) { p.transcript = v; }},
    option_row{"--verbose", "", "write the KDC's log to standard error",
               [](kdc_plan& p, view) { p.verbose = true; }},
    option_row{"--help", "", "say this", [](kdc_plan& p, view) { p.help = help_text(); }},
    option_row{"--help-config", "", "say what a configuration file may have",
               [](kdc_plan& p, view) { p.help = config_help_text(); }},
};

struct option {
    const option_row* row;
    std::string value;
};

/// The arguments before the command, as rows of the table; the command goes to the plan.
[[nodiscard]] std::vector<option> split(std::span<const std::string> arguments, kdc_plan& plan) {
    std::vector<option> options;
    for (; !arguments.empty(); arguments = arguments.subspan(1)) {
        const auto& argument = arguments.front();
        if (argument == "--") {
            plan.command.assign(arguments.begin() + 1, arguments.end());
            if (plan.command.empty()) throw usage_error("there is no command after --");
            break;
        }
        const auto equals = argument.find('=');
        const auto name = argument.substr(0, equals);
        const auto* const row = std::ranges::find(table, name, &option_row::name);
        if (row == table.end()) throw usage_error("unknown argument " + argument);
        const bool joined = equals != std::string::npos; // "--name=value"
        if (row->value.empty() && joined) throw usage_error(name + " takes no value");
        const bool separate = !row->value.empty() && !joined;
        if (separate && arguments.size() < 2) throw usage_error(name + " needs a value");
        if (separate) arguments = arguments.subspan(1);
        options.push_back({row, joined ? argument.substr(equals + 1) : separate ? arguments.front() : ""});
    }
    return options;
}

void apply(const option& one, kdc_plan& plan) {
    try {
        one.row->apply(plan, one.value);
    } catch (const testing::error& wrong) {
        throw usage_error(std::string(one.row->name) + ": " + wrong.what());
    }
}

} // namespace

kdc_plan parse_options(std::span<const std::string> arguments) {
    kdc_plan plan;
    const auto options = split(arguments, plan);
    for (const auto& each : options)
        if (each.row->name == "--config") read_config_file(plan, each.value);
    for (const auto& each : options)
        apply(each, plan);
    return plan;
}

std::string help_text() {
    constexpr std::size_t column = 38;
    std::string text = "usage: sspi-kdc [option]... [-- command [argument]...]\n\n"
                       "Runs Kerberos KDCs on loopback TCP and UDP, with their password services, for tests. "
                       "With a command it runs the\n"
                       "command in an environment that points to them, takes everything away after it, and "
                       "exits with its status;\n"
                       "without, it prints the environment as shell commands and runs until SIGINT, SIGTERM, "
                       "SIGHUP or SIGQUIT.\n\n";
    for (const auto& row : table) {
        std::string line =
            "  " + std::string(row.name) + (row.value.empty() ? "" : " ") + std::string(row.value);
        line.resize(std::max(column, line.size() + 2), ' ');
        text += line + std::string(row.help) + "\n";
    }
    text += "\nEnctypes:";
    for (const auto type : testing::all_enctypes())
        text += " " + std::string(testing::enctype_name(type));
    text +=
        "\nOf a service's enctypes the first encrypts its tickets; all may become the session key's.\n"
        "\nThe environment: KRB5_CONFIG, KRB5CCNAME, KRB5_KTNAME, KRB5_CLIENT_KTNAME and KRB5RCACHEDIR; "
        "SSPI_KDC_DIRECTORY,\n"
        "where all files are; SSPI_KDC_PORT, of the first realm.\n"
        "\nExit status: the command's, or 128 and the signal that ended it; 126 or 127 if it cannot be run;\n"
        "2 for a wrong command line or configuration, 1 for any other failure.\n";
    return text;
}

} // namespace sspi::tools
