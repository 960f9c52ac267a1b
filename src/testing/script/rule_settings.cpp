// SPDX-License-Identifier: BSL-1.0
// The settings of rules: a table row for each.
#include <sspi/testing/settings.hpp>

#include "setting_values.hpp"

#include <array>
#include <limits>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// The tables' way to what the text said so far.
struct rule_settings_access {
    using view = std::string_view;

    static void kind(rule_settings& of, message of_requests) { of.kind_ = of_requests; }
    static void requests(rule_settings& of, std::function<void(request_match&)> condition) {
        of.conditions_.push_back(std::move(condition));
    }
    static ticket_change& ticket(rule_settings& of) {
        return of.ticket_ ? *of.ticket_ : of.ticket_.emplace();
    }
    static void error(rule_settings& of, std::int32_t code) { of.error_ = code; }
    static void error_part(rule_settings& of, std::function<void(error_reply&)> part) {
        of.error_parts_.push_back(std::move(part));
    }
    static void password(rule_settings& of, password_result result) { of.password_ = result; }
    static void password_text(rule_settings& of, view words) { of.password_text_ = words; }
    static void act(rule_settings& of, std::function<void(rule&)> action) {
        of.actions_.push_back(std::move(action));
    }
};

namespace {

using namespace detail;
using said = rule_settings_access;
using row = setting<rule_settings>;
using view = std::string_view;

template <class value>
struct named {
    view name;
    value number;
};

constexpr std::array messages{named<message>{"as", message::as}, named<message>{"tgs", message::tgs},
                              named<message>{"password", message::password},
                              named<message>{"other", message::other}};

constexpr std::array transports{named<transport>{"stream", transport::stream},
                                named<transport>{"datagram", transport::datagram},
                                named<transport>{"in-process", transport::in_process}};

constexpr std::array password_results{
    named<password_result>{"success", password_result::success},
    named<password_result>{"malformed", password_result::malformed},
    named<password_result>{"hard-error", password_result::hard_error},
    named<password_result>{"not-authenticated", password_result::not_authenticated},
    named<password_result>{"soft-error", password_result::soft_error},
    named<password_result>{"access-denied", password_result::access_denied},
    named<password_result>{"bad-version", password_result::bad_version},
    named<password_result>{"initial-flag-needed", password_result::initial_flag_needed}};

constexpr std::array options{named<kdc_option>{"forwardable", option_forwardable},
                             named<kdc_option>{"forwarded", option_forwarded},
                             named<kdc_option>{"proxiable", option_proxiable},
                             named<kdc_option>{"proxy", option_proxy},
                             named<kdc_option>{"allow-postdate", option_allow_postdate},
                             named<kdc_option>{"postdated", option_postdated},
                             named<kdc_option>{"renewable", option_renewable},
                             named<kdc_option>{"cname-in-addl-tkt", option_cname_in_addl_tkt},
                             named<kdc_option>{"canonicalize", option_canonicalize},
                             named<kdc_option>{"anonymous", option_anonymous},
                             named<kdc_option>{"disable-transited-check", option_disable_transited_check},
                             named<kdc_option>{"renewable-ok", option_renewable_ok},
                             named<kdc_option>{"enc-tkt-in-skey", option_enc_tkt_in_skey},
                             named<kdc_option>{"renew", option_renew},
                             named<kdc_option>{"validate", option_validate}};

constexpr std::array flags{named<ticket_flag>{"forwardable", flag_forwardable},
                           named<ticket_flag>{"forwarded", flag_forwarded},
                           named<ticket_flag>{"proxiable", flag_proxiable},
                           named<ticket_flag>{"proxy", flag_proxy},
                           named<ticket_flag>{"may-postdate", flag_may_postdate},
                           named<ticket_flag>{"postdated", flag_postdated},
                           named<ticket_flag>{"invalid", flag_invalid},
                           named<ticket_flag>{"renewable", flag_renewable},
                           named<ticket_flag>{"initial", flag_initial},
                           named<ticket_flag>{"pre-authent", flag_pre_authent},
                           named<ticket_flag>{"hw-authent", flag_hw_authent},
                           named<ticket_flag>{"transited-policy-checked", flag_transited_policy_checked},
                           named<ticket_flag>{"ok-as-delegate", flag_ok_as_delegate},
                           named<ticket_flag>{"enc-pa-rep", flag_enc_pa_rep},
                           named<ticket_flag>{"anonymous", flag_anonymous}};

template <class table>
[[nodiscard]] auto one_of(const table& names, view value) {
    const auto* const found = std::ranges::find(names, value, [](const auto& each) { return each.name; });
    if (found == names.end()) throw unfit();
    return found->number;
}

/// A number from 1 on.
[[nodiscard]] std::size_t count(view value) {
    const auto number = to_number(value, std::numeric_limits<std::int32_t>::max());
    if (number == 0) throw unfit();
    return number;
}

[[nodiscard]] std::int32_t signed_number(view value) {
    return static_cast<std::int32_t>(to_number(value, std::numeric_limits<std::int32_t>::max()));
}

[[nodiscard]] std::int32_t error_code(view value) {
    if (const auto named = parse_kerberos_error(value)) return *named;
    return static_cast<std::int32_t>(to_number(value, std::numeric_limits<std::int32_t>::max()));
}

[[nodiscard]] std::chrono::seconds whole(std::chrono::milliseconds span) {
    return std::chrono::duration_cast<std::chrono::seconds>(span);
}

/// "yes", or how long.
[[nodiscard]] std::chrono::seconds yes_or_span(view value, std::chrono::seconds yes) {
    return value == "yes" ? yes : to_seconds(value);
}

void when(rule_settings& of, std::function<void(request_match&)> condition) {
    said::requests(of, std::move(condition));
}

void act(rule_settings& of, std::function<void(rule&)> action) {
    said::act(of, std::move(action));
}

constexpr view some_count = "a number from 1 on";
constexpr view a_name = "a principal name";
constexpr view hexadecimal = "an even number of hexadecimal digits";
constexpr view yes_only = "yes";
constexpr view yes_or_time = "yes or a time span such as 10h, with the units ms, s, m, h and d";
constexpr view flag_list = "a comma-separated list of ticket flags such as forwardable";

void only_yes(view value) {
    if (!to_switch(value)) throw unfit();
}

constexpr std::array condition_table{
    row{"message", "as, tgs, password or other", [](auto& s, view v) { said::kind(s, one_of(messages, v)); }},
    row{"client", a_name, [](auto& s, view v) { when(s, [name = to_text(v)](auto& m) { m.of(name); }); }},
    row{"service", a_name,
        [](auto& s, view v) { when(s, [name = to_text(v)](auto& m) { m.for_service(name); }); }},
    row{"by", "stream, datagram or in-process",
        [](auto& s, view v) { when(s, [way = one_of(transports, v)](auto& m) { m.by(way); }); }},
    row{"preauth", a_switch,
        [](auto& s, view v) { when(s, [has = to_switch(v)](auto& m) { m.with_preauth(has); }); }},
    row{"options", "a comma-separated list of kdc-options such as forwardable",
        [](auto& s, view v) {
            for (const auto& each : to_list(v))
                when(s, [option = one_of(options, each)](auto& m) { m.with_option(option); });
        }},
    row{"padata", "a comma-separated list of padata types, numbers",
        [](auto& s, view v) {
            for (const auto& each : to_list(v))
                when(s, [type = signed_number(each)](auto& m) { m.with_padata(type); });
        }},
    row{"nth", some_count, [](auto& s, view v) { when(s, [number = count(v)](auto& m) { m.nth(number); }); }},
    row{"first", some_count,
        [](auto& s, view v) { when(s, [number = count(v)](auto& m) { m.first(number); }); }},
    row{"from-nth", some_count,
        [](auto& s, view v) { when(s, [number = count(v)](auto& m) { m.from_nth(number); }); }},
};

constexpr std::array action_table{
    row{"error", "the name or number of a Kerberos error, such as KDC_ERR_CLIENT_REVOKED",
        [](auto& s, view v) { said::error(s, error_code(v)); }},
    row{"e-text", "a text",
        [](auto& s, view v) {
            said::error_part(s, [words = std::string(v)](error_reply& e) { e.e_text(words); });
        }},
    row{"e-data", hexadecimal,
        [](auto& s, view v) {
            said::error_part(s, [data = to_octets(v)](error_reply& e) { e.e_data(data); });
        }},
    row{"nt-status", "a number such as 0xC0000234",
        [](auto& s, view v) {
            const auto status =
                static_cast<std::uint32_t>(to_number(v, std::numeric_limits<std::uint32_t>::max()));
            said::error_part(s, [status](error_reply& e) { e.nt_status(status); });
        }},
    row{"stime-offset", a_signed_span,
        [](auto& s, view v) {
            const auto offset = whole(to_signed_span(v));
            said::error_part(s, [offset](error_reply& e) { e.stime_offset(offset); });
        }},
    row{"client-realm", "a realm",
        [](auto& s, view v) {
            said::error_part(s, [name = to_text(v)](error_reply& e) { e.client_realm(name); });
        }},
    row{"answer", hexadecimal,
        [](auto& s, view v) {
            auto octets = to_octets(to_text(v));
            act(s, [octets = std::move(octets)](rule& r) { r.answer(octets); });
        }},
    row{"password-result", "a result of RFC 3244 such as soft-error",
        [](auto& s, view v) { said::password(s, one_of(password_results, v)); }},
    row{"password-text", "a text", [](auto& s, view v) { said::password_text(s, v); }},
    row{"drop", yes_only, [](auto& s, view v) { only_yes(v), act(s, [](rule& r) { r.drop(); }); }},
    row{"unreachable", yes_only,
        [](auto& s, view v) { only_yes(v), act(s, [](rule& r) { r.unreachable(); }); }},
    row{"delay", a_span, [](auto& s, view v) { act(s, [by = to_span(v)](rule& r) { r.delay(by); }); }},
    row{"truncate", a_number,
        [](auto& s, view v) {
            const auto to = to_number(v, std::numeric_limits<std::int32_t>::max());
            act(s, [to](rule& r) { r.truncate(to); });
        }},
    row{"corrupt", "the number of an octet, from 0, or with '-' from the end",
        [](auto& s, view v) {
            const bool from_end = v.starts_with('-');
            const auto at = static_cast<std::ptrdiff_t>(signed_number(from_end ? v.substr(1) : v));
            act(s, [at = from_end ? -at : at](rule& r) { r.corrupt(at); });
        }},
    row{"twice", yes_or_time,
        [](auto& s, view v) {
            const auto apart = v == "yes" ? std::chrono::milliseconds(0) : to_span(v);
            act(s, [apart](rule& r) { r.twice(apart); });
        }},
};

constexpr std::array ticket_table{
    row{"ticket-expired", yes_or_time,
        [](auto& s, view v) { said::ticket(s).expired(yes_or_span(v, std::chrono::hours(1))); }},
    row{"ticket-ending-in", a_signed_span,
        [](auto& s, view v) { said::ticket(s).ending_in(whole(to_signed_span(v))); }},
    row{"ticket-not-yet-valid", yes_or_time,
        [](auto& s, view v) { said::ticket(s).not_yet_valid(yes_or_span(v, std::chrono::hours(1))); }},
    row{"ticket-client", a_name, [](auto& s, view v) { said::ticket(s).for_client(to_text(v)); }},
    row{"ticket-service", a_name, [](auto& s, view v) { said::ticket(s).for_service(to_text(v)); }},
    row{"ticket-key-of", a_name, [](auto& s, view v) { said::ticket(s).under_key_of(to_text(v)); }},
    row{"ticket-random-key", yes_only,
        [](auto& s, view v) { only_yes(v), said::ticket(s).under_random_key(); }},
    row{"ticket-kvno", a_number,
        [](auto& s, view v) {
            said::ticket(s).with_kvno(
                static_cast<std::uint32_t>(to_number(v, std::numeric_limits<std::uint32_t>::max())));
        }},
    row{"ticket-without-flags", flag_list,
        [](auto& s, view v) {
            for (const auto& each : to_list(v))
                said::ticket(s).without_flag(one_of(flags, each));
        }},
    row{"ticket-with-flags", flag_list,
        [](auto& s, view v) {
            for (const auto& each : to_list(v))
                said::ticket(s).with_flag(one_of(flags, each));
        }},
    row{"ticket-without-pac", yes_only, [](auto& s, view v) { only_yes(v), said::ticket(s).without_pac(); }},
    row{"ticket-pac-key-of", a_name, [](auto& s, view v) { said::ticket(s).pac_signed_by(to_text(v)); }},
    row{"ticket-client-knows", yes_only,
        [](auto& s, view v) { only_yes(v), said::ticket(s).client_knows(); }},
};

/// The tables in one.
[[nodiscard]] const std::vector<row>& all_rows() {
    static const std::vector<row> all = [] {
        std::vector<row> rows(condition_table.begin(), condition_table.end());
        rows.insert(rows.end(), action_table.begin(), action_table.end());
        rows.insert(rows.end(), ticket_table.begin(), ticket_table.end());
        return rows;
    }();
    return all;
}

} // namespace

void rule_settings::set(std::string_view key, std::string_view value) {
    apply(std::span<const row>(all_rows()), *this, key, value);
}

void rule_settings::where(std::function<bool(const request_seen&)> condition) {
    conditions_.push_back(
        [condition = std::move(condition)](request_match& match) { match.where(condition); });
}

rule rule_settings::apply_to(realm& to) const {
    if (!error_ && !error_parts_.empty())
        throw error("'e-text', 'e-data', 'nt-status', 'stime-offset' and 'client-realm' go with 'error'");
    if (!password_ && !password_text_.empty()) throw error("'password-text' goes with 'password-result'");
    auto requests = kind_ ? request_match(*kind_) : request_match();
    for (const auto& condition : conditions_)
        condition(requests);
    return to.when(std::move(requests), [this](rule& made) {
        if (error_) {
            error_reply sent(*error_);
            for (const auto& part : error_parts_)
                part(sent);
            made.answer(std::move(sent));
        }
        if (password_) made.answer(*password_, password_text_);
        if (ticket_) made.ticket(*ticket_);
        for (const auto& action : actions_)
            action(made);
    });
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
