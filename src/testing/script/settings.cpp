// SPDX-License-Identifier: BSL-1.0
// The settings of realms, accounts, tickets, servers and environments: a table row for each.
#include <sspi/testing/settings.hpp>

#include "setting_values.hpp"

#include <array>
#include <limits>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

using namespace detail;

using view = std::string_view;

[[nodiscard]] nt_status_form to_nt_status_form(view value) {
    if (value == "none") return nt_status_form::none;
    if (value == "windows") return nt_status_form::windows;
    if (value == "samba") return nt_status_form::samba;
    throw unfit();
}

constexpr std::array realm_table{
    setting<realm_options>{"enctypes", enctype_list, [](auto& o, view v) { o.enctypes = to_enctypes(v); }},
    setting<realm_options>{"lifetime", a_span, [](auto& o, view v) { o.ticket_lifetime = to_seconds(v); }},
    setting<realm_options>{"renewable-lifetime", a_span,
                           [](auto& o, view v) { o.renewable_lifetime = to_seconds(v); }},
    setting<realm_options>{"clock-offset", a_signed_span,
                           [](auto& o, view v) {
                               o.clock_offset =
                                   std::chrono::duration_cast<std::chrono::seconds>(to_signed_span(v));
                           }},
    setting<realm_options>{"string-to-key-rounds", "a number from 1 to 16777216",
                           [](auto& o, view v) {
                               const auto rounds = to_number(v, 16777216);
                               if (rounds == 0) throw unfit();
                               o.string_to_key_rounds = static_cast<std::uint32_t>(rounds);
                           }},
    setting<realm_options>{"domain", "the NetBIOS name of a domain",
                           [](auto& o, view v) { o.domain = to_text(v); }},
    setting<realm_options>{"domain-sid", "a security identifier such as S-1-5-21-1-2-3",
                           [](auto& o, view v) { o.domain_sid = to_text(v); }},
    setting<realm_options>{"nt-status", "none, windows or samba",
                           [](auto& o, view v) { o.nt_status = to_nt_status_form(v); }},
    setting<realm_options>{"transcript-limit", a_number,
                           [](auto& o, view v) {
                               o.transcript_limit = to_number(v, std::numeric_limits<std::uint32_t>::max());
                           }},
};

/// A setting that is on or off.
template <bool account_options::*member>
void switched(account_options& options, view value) {
    options.*member = to_switch(value);
}

/// "yes" puts the end of something an hour into the past.
template <std::optional<std::chrono::system_clock::time_point> account_options::*member>
void ended(account_options& options, view value) {
    options.*member = std::nullopt;
    if (to_switch(value)) options.*member = std::chrono::system_clock::now() - std::chrono::hours(1);
}

constexpr view a_rid = "the number of an account in its domain";

[[nodiscard]] std::uint32_t to_rid(view value) {
    return static_cast<std::uint32_t>(to_number(value, std::numeric_limits<std::uint32_t>::max()));
}

constexpr std::array account_table{
    setting<account_options>{"enctypes", enctype_list, [](auto& o, view v) { o.enctypes = to_enctypes(v); }},
    setting<account_options>{"lifetime", a_span,
                             [](auto& o, view v) { o.max_ticket_lifetime = to_seconds(v); }},
    setting<account_options>{"renewable-lifetime", a_span,
                             [](auto& o, view v) { o.max_renewable_lifetime = to_seconds(v); }},
    setting<account_options>{"valid-from", a_moment, [](auto& o, view v) { o.valid_from = to_moment(v); }},
    setting<account_options>{"expires", a_moment, [](auto& o, view v) { o.expires = to_moment(v); }},
    setting<account_options>{"expired", a_switch, ended<&account_options::expires>},
    setting<account_options>{"password-expires", a_moment,
                             [](auto& o, view v) { o.password_expires = to_moment(v); }},
    setting<account_options>{"password-expired", a_switch, ended<&account_options::password_expires>},
    setting<account_options>{"must-change-password", a_switch,
                             switched<&account_options::require_password_change>},
    setting<account_options>{"forwardable", a_switch, switched<&account_options::forwardable>},
    setting<account_options>{"proxiable", a_switch, switched<&account_options::proxiable>},
    setting<account_options>{"postdatable", a_switch, switched<&account_options::postdatable>},
    setting<account_options>{"require-preauth", a_switch, switched<&account_options::require_preauth>},
    setting<account_options>{"ok-as-delegate", a_switch, switched<&account_options::ok_as_delegate>},
    setting<account_options>{"delegates-to", "a comma-separated list of service names",
                             [](auto& o, view v) { o.allowed_to_delegate_to = to_list(v); }},
    setting<account_options>{"trusted-for-delegation", a_switch,
                             switched<&account_options::trusted_to_authenticate_for_delegation>},
    setting<account_options>{"disabled", a_switch, switched<&account_options::disabled>},
    setting<account_options>{"locked", a_switch, switched<&account_options::locked_out>},
    setting<account_options>{"outside-logon-hours", a_switch,
                             switched<&account_options::outside_logon_hours>},
    setting<account_options>{"other-workstations-only", a_switch,
                             switched<&account_options::other_workstations_only>},
    setting<account_options>{"pac", a_switch, switched<&account_options::pac>},
    setting<account_options>{"sam-account", "the name of an account",
                             [](auto& o, view v) { o.sam_account = to_text(v); }},
    setting<account_options>{"rid", a_rid, [](auto& o, view v) { o.rid = to_rid(v); }},
    setting<account_options>{"primary-group", a_rid, [](auto& o, view v) { o.primary_group = to_rid(v); }},
    setting<account_options>{"groups", "a comma-separated list of numbers and security identifiers",
                             [](auto& o, view v) { o.groups = to_list(v); }},
    setting<account_options>{"resource-groups", "a comma-separated list of numbers",
                             [](auto& o, view v) { o.resource_groups = to_list(v); }},
    setting<account_options>{"upn", "a name such as alice@corp.example",
                             [](auto& o, view v) { o.upn = to_text(v); }},
};

constexpr std::array ticket_table{
    setting<ticket_options>{"lifetime", a_span, [](auto& o, view v) { o.lifetime = to_seconds(v); }},
    setting<ticket_options>{"renewable-lifetime", a_span,
                            [](auto& o, view v) { o.renewable_lifetime = to_seconds(v); }},
    setting<ticket_options>{"forwardable", a_switch, [](auto& o, view v) { o.forwardable = to_switch(v); }},
    setting<ticket_options>{"enctypes", enctype_list, [](auto& o, view v) { o.enctypes = to_enctypes(v); }},
};

constexpr std::array server_table{
    setting<server_options>{"port", "a number from 0 to 65535",
                            [](auto& o, view v) {
                                o.port = static_cast<std::uint16_t>(
                                    to_number(v, std::numeric_limits<std::uint16_t>::max()));
                            }},
    setting<server_options>{"patience", a_span, [](auto& o, view v) { o.patience = to_span(v); }},
    setting<server_options>{
        "max-request", a_number,
        [](auto& o, view v) { o.max_request = to_number(v, std::numeric_limits<std::int32_t>::max()); }},
    setting<server_options>{
        "max-connections", a_number,
        [](auto& o, view v) { o.max_connections = to_number(v, std::numeric_limits<std::int32_t>::max()); }},
};

constexpr std::array environment_table{
    setting<environment_options>{"domains", "a comma-separated list of DNS domains",
                                 [](auto& o, view v) { o.domains = to_list(v); }},
    setting<environment_options>{"enctypes", enctype_list,
                                 [](auto& o, view v) { o.enctypes = to_enctypes(v); }},
    setting<environment_options>{"directory", "a directory",
                                 [](auto& o, view v) { o.directory = to_text(v); }},
    setting<environment_options>{"libdefaults", "a line of krb5.conf's section [libdefaults]",
                                 [](auto& o, view v) { o.libdefaults += "    " + to_text(v) + "\n"; }},
};

/// One line of a view, without its end; the view goes on behind it.
[[nodiscard]] view next_line(view& from) {
    const auto end = from.find('\n');
    const auto line = from.substr(0, end);
    from.remove_prefix(end == view::npos ? from.size() : end + 1);
    return trimmed(line);
}

void use_line(view line, const std::function<void(view, view)>& use) {
    const auto equals = line.find('=');
    if (equals == view::npos || trimmed(line.substr(0, equals)).empty())
        throw error("a setting is written 'key = value', not '" + shown(line) + "'");
    use(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
}

} // namespace

unknown_setting::unknown_setting(view key, std::string names)
    : error("there is no setting '" + shown(key) + "' here; there are " + names), names_(std::move(names)) {}
unknown_setting::~unknown_setting() = default;

void set(realm_options& options, view key, view value) {
    apply(std::span<const setting<realm_options>>(realm_table), options, key, value);
}
void set(account_options& options, view key, view value) {
    apply(std::span<const setting<account_options>>(account_table), options, key, value);
}
void set(ticket_options& options, view key, view value) {
    apply(std::span<const setting<ticket_options>>(ticket_table), options, key, value);
}
void set(server_options& options, view key, view value) {
    apply(std::span<const setting<server_options>>(server_table), options, key, value);
}
void set(environment_options& options, view key, view value) {
    apply(std::span<const setting<environment_options>>(environment_table), options, key, value);
}

void for_each_setting(view all, const std::function<void(view, view)>& use) {
    const bool several = all.find('\n') < all.find_last_not_of("\n");
    for (int number = 1; !all.empty(); ++number) {
        const auto line = next_line(all);
        if (line.empty() || line.starts_with('#')) continue;
        try {
            use_line(line, use);
        } catch (const error& wrong) {
            throw error((several ? "line " + std::to_string(number) + ": " : "") + wrong.what(),
                        wrong.code());
        }
    }
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
