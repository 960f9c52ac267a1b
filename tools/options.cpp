// SPDX-License-Identifier: BSL-1.0
// The command line of sspi-kdc: one table row for each option.
#include "options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace sspi::tools {
namespace {

[[nodiscard]] std::uint64_t number(std::string_view text, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value > most)
        throw usage_error("'" + std::string(text) + "' is not a number from 0 to " + std::to_string(most));
    return value;
}

struct unit_row {
    char letter;
    std::uint64_t seconds;
};

constexpr std::array units{unit_row{'s', 1}, unit_row{'m', 60}, unit_row{'h', 3600}, unit_row{'d', 86400}};

[[nodiscard]] std::chrono::seconds duration(std::string_view text) {
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    const char last = text.empty() ? '\0' : text.back();
    const auto* const unit = std::ranges::find(units, last, &unit_row::letter);
    const std::uint64_t seconds = unit == units.end() ? 1 : unit->seconds;
    if (unit != units.end()) text.remove_suffix(1);
    return std::chrono::seconds(number(text, most / seconds) * seconds);
}

[[nodiscard]] std::vector<testing::enctype> enctypes(std::string_view text) {
    const auto parsed = testing::parse_enctypes(text);
    if (!parsed) throw usage_error("'" + std::string(text) + "' is not a list of enctypes; see --help");
    return *parsed;
}

[[nodiscard]] user_option user(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) throw usage_error("a user is given as NAME:PASSWORD");
    return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

/// A service name may itself have a colon, before a port: what follows the last is a list of enctypes if it
/// is one.
[[nodiscard]] service_option service(std::string_view text) {
    if (text.empty()) throw usage_error("a service needs a name");
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return {std::string(text), {}};
    if (auto types = testing::parse_enctypes(text.substr(colon + 1)))
        return {std::string(text.substr(0, colon)), std::move(*types)};
    const auto rest = text.substr(colon + 1);
    const bool port = !rest.empty() && std::ranges::all_of(rest.substr(0, rest.find('/')), [](char each) {
        return each >= '0' && each <= '9';
    });
    if (!port) throw usage_error("'" + std::string(rest) + "' is neither a port nor a list of enctypes");
    return {std::string(text), {}};
}

struct option_row {
    std::string_view name;
    std::string_view value; ///< how --help calls its value; empty: it takes none
    std::string_view help;
    void (*apply)(kdc_options& options, std::string_view value);
};

constexpr std::array table{
    option_row{"--realm", "NAME", "the realm (EXAMPLE.TEST)",
               [](kdc_options& o, std::string_view v) { o.realm = v; }},
    option_row{"--user", "NAME:PASSWORD", "add a user; the password shows in the process list",
               [](kdc_options& o, std::string_view v) { o.users.push_back(user(v)); }},
    option_row{"--service", "SPN[:ENCTYPE,...]",
               "add a service with random keys, and put them into the keytab",
               [](kdc_options& o, std::string_view v) { o.services.push_back(service(v)); }},
    option_row{"--enctypes", "ENCTYPE,...", "enctypes of all principals that do not say otherwise",
               [](kdc_options& o, std::string_view v) { o.realm_options.enctypes = enctypes(v); }},
    option_row{"--lifetime", "TIME", "longest lifetime of a ticket (10h); units s, m, h, d",
               [](kdc_options& o, std::string_view v) { o.realm_options.ticket_lifetime = duration(v); }},
    option_row{"--renewable-lifetime", "TIME", "longest time that a ticket can be renewed for (7d)",
               [](kdc_options& o, std::string_view v) { o.realm_options.renewable_lifetime = duration(v); }},
    option_row{"--domain", "DNS-DOMAIN", "a domain whose hosts are in the realm (the realm in lower case)",
               [](kdc_options& o, std::string_view v) { o.domains.emplace_back(v); }},
    option_row{"--port", "NUMBER", "listen on that TCP and UDP port of 127.0.0.1 (a free one)",
               [](kdc_options& o, std::string_view v) {
                   o.port = static_cast<std::uint16_t>(number(v, std::numeric_limits<std::uint16_t>::max()));
               }},
    option_row{"--directory", "DIRECTORY", "keep krb5.conf, keytab and cache there (a temporary directory)",
               [](kdc_options& o, std::string_view v) { o.directory = v; }},
    option_row{"--kinit", "USER", "put a ticket of that user into the default credential cache",
               [](kdc_options& o, std::string_view v) { o.kinit = v; }},
    option_row{"--verbose", "", "write the KDC's log to standard error",
               [](kdc_options& o, std::string_view) { o.verbose = true; }},
    option_row{"--help", "", "say this", [](kdc_options& o, std::string_view) { o.help = true; }},
};

/// The arguments not read yet.
class cursor {
  public:
    explicit cursor(std::span<const std::string> arguments) : rest_(arguments) {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::vector<std::string> rest() const { return {rest_.begin(), rest_.end()}; }

    [[nodiscard]] const std::string& next() {
        const auto& first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }

  private:
    std::span<const std::string> rest_;
};

/// Reads "--name value" or "--name=value".
void parse_one(kdc_options& options, const std::string& argument, cursor& arguments) {
    const auto equals = argument.find('=');
    const auto name = argument.substr(0, equals);
    const auto* const row = std::ranges::find(table, name, &option_row::name);
    if (row == table.end()) throw usage_error("unknown argument " + argument);
    const bool inline_value = equals != std::string::npos;
    if (row->value.empty() && inline_value) throw usage_error(name + " takes no value");
    if (row->value.empty()) return row->apply(options, {});
    if (!inline_value && arguments.at_end()) throw usage_error(name + " needs a value");
    row->apply(options, inline_value ? std::string_view(argument).substr(equals + 1) : arguments.next());
}

} // namespace

kdc_options parse_options(std::span<const std::string> arguments) {
    kdc_options options;
    cursor left(arguments);
    while (!left.at_end()) {
        const auto& argument = left.next();
        if (argument != "--") {
            parse_one(options, argument, left);
            continue;
        }
        options.command = left.rest();
        if (options.command.empty()) throw usage_error("there is no command after --");
        break;
    }
    return options;
}

std::string help_text() {
    constexpr std::size_t column = 34;
    std::string text =
        "usage: sspi-kdc [option]... [-- command [argument]...]\n\n"
        "Runs a Kerberos KDC on loopback TCP and UDP, for tests. With a command it runs the command in an\n"
        "environment that points to the KDC and exits with its status; without, it prints the environment\n"
        "as shell commands and runs until SIGINT or SIGTERM.\n\n";
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
        "\nExit status: the command's, or 128 and the signal that ended it; 126 or 127 if it cannot be run;\n"
        "2 for a wrong command line, 1 for any other failure.\n";
    return text;
}

} // namespace sspi::tools
