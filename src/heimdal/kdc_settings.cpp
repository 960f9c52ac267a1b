// SPDX-License-Identifier: BSL-1.0
// The entries of krb5.conf that the transport goes by: those that Heimdal has too, and ours in [sspi].
#include "kdc_settings.hpp"

#include "../transport/duration.hpp"

#include <memory>
#include <string>
#include <vector>

namespace sspi::heimdal {

namespace {

using std::chrono::milliseconds;
using transport::location;

constexpr std::uint16_t kdc_port = 88, password_port = 464;

void free_strings(char** strings) {
    krb5_config_free_strings(strings);
}

[[nodiscard]] std::vector<std::string> words(char** from) {
    const std::unique_ptr<char*, void (*)(char**)> owned(from, free_strings);
    std::vector<std::string> out;
    for (char** each = from; each != nullptr && *each != nullptr; ++each)
        out.emplace_back(*each);
    return out;
}

[[nodiscard]] std::vector<std::string> realm_entry(krb5_context context, krb5_const_realm realm,
                                                   const char* name) {
    return words(krb5_config_get_strings(context, nullptr, "realms", realm, name, nullptr));
}

void add_servers(const std::vector<std::string>& from, std::uint16_t port, transport::settings& to) {
    for (const auto& each : from) {
        if (auto where = transport::parse_location(each, port))
            to.servers.push_back(std::move(*where));
        else
            to.notes.push_back("krb5.conf: \"" + each + "\" is no server that can be asked");
    }
}

void add_servers(krb5_context context, krb5_const_realm realm, transport::service which,
                 transport::settings& to) {
    if (which == transport::service::kdc)
        return add_servers(realm_entry(context, realm, "kdc"), kdc_port, to);
    add_servers(realm_entry(context, realm, "kpasswd_server"), password_port, to);
    if (!to.servers.empty()) return;
    add_servers(realm_entry(context, realm, "admin_server"), password_port, to);
    for (auto& each : to.servers) // the entry's port is that of another protocol
        each.port = password_port;
}

[[nodiscard]] std::optional<milliseconds> time_entry(krb5_context context, const char* name,
                                                     std::vector<std::string>* notes) {
    const char* const text = krb5_config_get_string(context, nullptr, "sspi", name, nullptr);
    if (text == nullptr) return std::nullopt;
    const auto out = transport::parse_duration(text);
    if (!out && notes != nullptr)
        notes->push_back("krb5.conf: " + std::string(name) + " = " + text + " is no time");
    return out;
}

[[nodiscard]] milliseconds each_try(krb5_context context, const kdc_policy& policy,
                                    std::vector<std::string>* notes) {
    if (policy.timeouts.each_try) return *policy.timeouts.each_try;
    if (const auto ours = time_entry(context, "kdc_try_timeout", notes)) return *ours;
    const int seconds =
        krb5_config_get_time_default(context, nullptr, -1, "libdefaults", "kdc_timeout", nullptr);
    return seconds > 0 ? std::chrono::seconds(seconds) : transport::default_each_try;
}

[[nodiscard]] milliseconds whole_call(krb5_context context, const kdc_policy& policy,
                                      std::vector<std::string>* notes) {
    if (policy.timeouts.whole_call) return *policy.timeouts.whole_call;
    return time_entry(context, "kdc_call_timeout", notes).value_or(transport::default_whole_call);
}

/// As Heimdal: dns_lookup_kdc, else srv_lookup, else yes.
[[nodiscard]] bool looks_up(krb5_context context) {
    const auto otherwise =
        krb5_config_get_bool_default(context, nullptr, 1, "libdefaults", "srv_lookup", nullptr);
    return krb5_config_get_bool_default(context, nullptr, otherwise, "libdefaults", "dns_lookup_kdc",
                                        nullptr) != 0;
}

/// MIT's entry, else Heimdal's.
[[nodiscard]] std::size_t largest_datagram(krb5_context context) {
    const int heimdal = krb5_config_get_int_default(context, nullptr, transport::default_largest_datagram,
                                                    "libdefaults", "large_message_size", nullptr);
    const int out = krb5_config_get_int_default(context, nullptr, heimdal, "libdefaults",
                                                "udp_preference_limit", nullptr);
    return out < 0 ? 0 : static_cast<std::size_t>(out);
}

[[nodiscard]] std::string name_servers(krb5_context context) {
    std::string out;
    for (const auto& each : words(krb5_config_get_strings(context, nullptr, "sspi", "dns_servers", nullptr)))
        out += (out.empty() ? "" : ",") + each;
    return out;
}

} // namespace

transport::settings kdc_settings(krb5_context context, krb5_const_realm realm, transport::service which,
                                 const kdc_policy& policy) {
    transport::settings out;
    out.each_try = each_try(context, policy, &out.notes);
    out.whole_call = whole_call(context, policy, &out.notes);
    add_servers(context, realm, which, out);
    out.looks_up = looks_up(context);
    out.name_servers = name_servers(context);
    out.largest_datagram = largest_datagram(context);
    out.anchors = realm_entry(context, realm, "http_anchors");
    out.proxy = policy.proxy;
    out.findings = policy.findings;
    return out;
}

kdc_call::clock::time_point kdc_deadline(kdc_call& call) {
    return call.deadline(whole_call(thread_context(), call.policy(), nullptr));
}

} // namespace sspi::heimdal
