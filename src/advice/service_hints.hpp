// SPDX-License-Identifier: BSL-1.0
// What is wrong with the service, its name, or what the other side sent, in a sentence.
#pragma once

#include "symptoms.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace sspi::advice {

/// The host of "class/host:port/name@REALM".
[[nodiscard]] inline std::string_view host_of(std::string_view target) {
    const auto slash = target.find('/');
    if (slash == std::string_view::npos) return {};
    target.remove_prefix(slash + 1);
    target = target.substr(0, target.find_first_of("/@"));
    const bool six = std::ranges::count(target, ':') > 1; // an IPv6 address, which has no port here
    return six ? target : target.substr(0, target.find(':'));
}

[[nodiscard]] inline bool is_address(std::string_view host) {
    if (host.find(':') != std::string_view::npos || host.starts_with('[')) return true;
    return !host.empty() &&
           std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

[[nodiscard]] inline std::string unknown_service_hint(const symptoms& s) {
    const auto target = s.target();
    if (target.empty()) return kdc_name(s) + " does not know the service: is its name spelt right?";
    auto out = kdc_name(s) + " knows no service " + target;
    const auto host = host_of(target);
    if (is_address(host)) return out + ": services are registered under names, and this is an IP address";
    if (!host.empty() && host.find('.') == std::string_view::npos)
        return out + ": this is a short host name; is the service registered under the full one?";
    if (host.empty()) return out + ": is the name spelt right?";
    return out + ": is it spelt right, and registered (setspn -A, or kadmin)?";
}

[[nodiscard]] inline std::string service_name(const symptoms& s) {
    return s.target().empty() ? std::string("the service") : s.target();
}

struct service_row {
    bool (*applies)(const symptoms&);
    std::string (*sentence)(const symptoms&);
};

inline constexpr service_row service_rows[] = {
    {[](const symptoms& s) { return s.is(reason::service_unknown); }, unknown_service_hint},
    {[](const symptoms& s) { return s.is(status::wrong_principal) && s.facts.peer_said; },
     [](const symptoms& s) {
         return "the service runs under another account than " +
                (s.target().empty() ? std::string("its name belongs to") : s.target()) +
                ", or with an old key: it cannot read the ticket for that name";
     }},
    {[](const symptoms& s) { return s.is(reason::service_not_unique); },
     [](const symptoms& s) {
         return "more than one account has the " +
                (s.target().empty() ? std::string("service's name") : "name " + s.target()) +
                ": find them (setspn -X)";
     }},
    {[](const symptoms& s) { return s.is(reason::service_unusable); },
     [](const symptoms& s) {
         return "the account of " + service_name(s) + " is disabled, has expired or is not valid yet";
     }},
    {[](const symptoms& s) { return s.is(reason::no_common_enctype) || s.is(status::kdc_unknown_etype); },
     [](const symptoms&) -> std::string {
         return "this machine, the KDC and the account have no encryption type in common: compare "
                "default_etypes in "
                "krb5.conf, the KDC's policy and the account's keys (a new password makes new ones)";
     }},
    {[](const symptoms& s) { return s.is(status::bad_bindings); },
     [](const symptoms&) -> std::string {
         return "client and server see different channels, or one gave no channel bindings: is there a proxy "
                "that ends "
                "TLS between them?";
     }},
    {[](const symptoms& s) { return s.is(reason::replayed_token) && !s.facts.peer_said; },
     [](const symptoms&) -> std::string {
         return "this token was accepted before: somebody sent a copy of it, or the client sent it twice";
     }},
    {[](const symptoms& s) { return s.is(reason::replayed_token); },
     [](const symptoms&) -> std::string { return "the server says that it has had this token before"; }},
    {[](const symptoms& s) { return s.is(reason::refused_by_policy) && !s.facts.target.empty(); },
     [](const symptoms& s) {
         return "the KDC does not let " + (s.client().empty() ? "this account" : s.client()) +
                " have such a ticket for " + service_name(s) +
                ": for delegation, the account has to be allowed it and the user not be protected";
     }},
    {[](const symptoms& s) { return s.is(reason::ticket_not_yet_valid); },
     [](const symptoms&) -> std::string {
         return "the ticket is not valid yet: compare the clocks of both machines and of the KDC";
     }},
    {[](const symptoms& s) { return s.is(status::context_expired); },
     [](const symptoms&) -> std::string {
         return "the client's ticket has ended: the client needs a new one (kinit)";
     }},
};

[[nodiscard]] inline const service_row* service_row_of(const symptoms& s) {
    const auto found = std::ranges::find_if(service_rows, [&](const auto& row) { return row.applies(s); });
    return found == std::end(service_rows) ? nullptr : &*found;
}
[[nodiscard]] inline bool about_the_service(const symptoms& s) {
    return service_row_of(s) != nullptr;
}
[[nodiscard]] inline std::string service_hint(const symptoms& s) {
    return service_row_of(s)->sentence(s);
}

/// An acceptor that cannot read what it got.
[[nodiscard]] inline bool is_about_keys(const symptoms& s) {
    return !s.facts.peer_said &&
           (s.is_one_of({reason::key_missing, reason::undecryptable}) || s.is(status::no_kerb_key));
}

[[nodiscard]] inline bool about_the_token(const symptoms& s) {
    return s.is_one_of({reason::unexpected_token, reason::no_common_mechanism});
}
[[nodiscard]] inline std::string token_hint(const symptoms& s) {
    const auto offered = detail::plain_text(s.facts.offered, longest_name);
    const auto token = detail::plain_text(s.facts.token, longest_name);
    if (s.is(reason::no_common_mechanism))
        return "both sides have no mechanism in common: the other side has " +
               (offered.empty() ? "others" : offered) + ", this one Kerberos";
    return "what came is " + (token.empty() ? "not the token that is due" : token) +
           ": do both sides use the same package, and is each token whole?";
}

} // namespace sspi::advice
