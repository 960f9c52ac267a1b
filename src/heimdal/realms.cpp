// SPDX-License-Identifier: BSL-1.0
// Domains and realms by krb5.conf.
#include "realms.hpp"

#include "../transport/realm_search.hpp"
#include "collection.hpp"
#include "credential.hpp"
#include "default_realm.hpp"
#include "errors.hpp"
#include "kdc_settings.hpp"

#include <sspi/detail/text.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace sspi::heimdal {

namespace {

using detail::operation;

/// The entries of a section of the configuration, `visit(name, entry)` until it answers true.
template <class Visit>
void each_entry(const krb5_config_binding* first, Visit&& visit) {
    for (; first != nullptr; first = first->next)
        if (first->name != nullptr && visit(std::string_view(first->name), *first)) return;
}

[[nodiscard]] const krb5_config_binding* domains() {
    return krb5_config_get_list(thread_context(), nullptr, "sspi", "domains", nullptr);
}

/// The default realm and those that have an entry of their own.
[[nodiscard]] std::vector<std::string> configured_realms() {
    std::vector<std::string> out;
    if (auto realm = default_realm(); !realm.empty()) out.push_back(std::move(realm));
    each_entry(krb5_config_get_list(thread_context(), nullptr, "realms", nullptr),
               [&](std::string_view name, const krb5_config_binding&) {
                   if (std::ranges::find(out, name) == out.end()) out.emplace_back(name);
                   return false;
               });
    return out;
}

[[nodiscard]] bool has_first_label(std::string_view realm, std::string_view label) {
    return realm.size() > label.size() && realm[label.size()] == '.' &&
           detail::equal_ignoring_ascii_case(realm.substr(0, label.size()), label);
}

/// Active Directory's usual choice: the NetBIOS name is the first label of the realm. Empty unless one realm alone
/// is meant.
[[nodiscard]] std::string realm_beginning_with(std::string_view domain) {
    std::string found;
    for (auto& realm : configured_realms()) {
        if (detail::equal_ignoring_ascii_case(realm, domain)) return realm;
        if (!has_first_label(realm, domain)) continue;
        if (!found.empty()) return {};
        found = std::move(realm);
    }
    return found;
}

/// Whether a UPN's suffix is a realm itself: configured, or found by DNS where the configuration lets DNS be asked. Where DNS
/// is silent, the default realm is there to be asked all the same.
[[nodiscard]] bool is_realm(kdc_call& call, const std::string& suffix) {
    const auto realms = configured_realms();
    if (std::ranges::find(realms, suffix) != realms.end()) return true;
    const auto settings =
        kdc_settings(thread_context(), suffix.c_str(), transport::service::kdc, call.policy());
    return transport::look_for_realm(call, settings, suffix) == transport::presence::there;
}

/// The default realm; else that of the user's default cache, which is as good as a domain that one is logged on to.
[[nodiscard]] std::string own_realm() {
    if (auto realm = default_realm(); !realm.empty()) return realm;
    const char* const name = krb5_cc_default_name(thread_context());
    const auto cache = open_cache(name != nullptr ? name : "");
    const auto user = cache ? principal_of(cache->get()) : result<owned_principal>(cache.error());
    return user ? krb5_principal_get_realm(thread_context(), user->get()) : std::string();
}

[[nodiscard]] failure no_realm(const std::string& name) {
    auto out =
        failed_with(status::no_authenticating_authority, reason::kdc_unreachable,
                    "\"" + name +
                        "\" has no realm, and neither default_realm of krb5.conf nor this computer's name "
                        "or the default cache has one");
    out.minor = KRB5_ERR_HOST_REALM_UNKNOWN;
    return out;
}

[[nodiscard]] bool has_dot(std::string_view name) {
    return name.find('.') != name.npos;
}

/// Whether it is a NetBIOS name that only a domain controller can make something of.
[[nodiscard]] bool is_unknown_domain(kdc_call& call, const std::string& domain) {
    return !domain.empty() && !has_dot(domain) && realm_of_domain(domain) == domain &&
           !default_realm().empty() && !is_realm(call, domain);
}

/// A name alone is the default realm's, by the name that was given. A realm without a dot may be the domain's other name.
[[nodiscard]] bool is_certain(const detail::principal_name& who, std::string_view realm) {
    return has_dot(realm) && (who.realm.empty() || realm == (who.suffix.empty() ? who.realm : who.suffix));
}

[[nodiscard]] result<owned_principal> parsed(const std::string& text, int flags) {
    owned_principal principal;
    if (const auto code = krb5_parse_name_flags(thread_context(), text.c_str(), flags, principal.out()))
        return krb5_failure(operation::logon, code);
    return principal;
}

} // namespace

std::string realm_of_domain(const std::string& domain) {
    if (thread_context() == nullptr) return domain;
    std::string realm;
    each_entry(domains(), [&](std::string_view name, const krb5_config_binding& entry) {
        if (entry.type != krb5_config_binding::krb5_config_string ||
            !detail::equal_ignoring_ascii_case(name, domain))
            return false;
        realm = entry.u.string;
        return true;
    });
    if (realm.empty() && !has_dot(domain)) realm = realm_beginning_with(domain);
    return realm.empty() ? domain : realm;
}

std::string domain_of_realm(const std::string& realm) {
    std::string domain;
    if (thread_context() == nullptr) return domain;
    each_entry(domains(), [&](std::string_view name, const krb5_config_binding& entry) {
        if (entry.type != krb5_config_binding::krb5_config_string || realm != entry.u.string) return false;
        domain = name;
        return true;
    });
    return domain;
}

result<owned_principal> user_principal(kdc_call& call, const detail::principal_name& who) {
    if (who.realm.empty()) {
        const auto realm = own_realm();
        return realm.empty() ? no_realm(who.name) : parsed(detail::to_text({who.name, realm}), 0);
    }
    if (who.suffix.empty()) return parsed(detail::to_text({who.name, realm_of_domain(who.realm)}), 0);
    if (default_realm().empty() || is_realm(call, who.realm)) return parsed(detail::to_text(who), 0);
    return enterprise_name(who.name, who.suffix, default_realm());
}

result<logon_name> principal_to_log_on(kdc_call& call, const detail::principal_name& who) {
    auto principal = who.suffix.empty() && is_unknown_domain(call, who.realm)
                         ? enterprise_name(who.name, who.realm, default_realm())
                         : user_principal(call, who);
    if (!principal) return principal.error();
    const auto context = thread_context();
    const bool canonical =
        krb5_principal_get_type(context, principal->get()) == KRB5_NT_ENTERPRISE_PRINCIPAL ||
        !is_certain(who, krb5_principal_get_realm(context, principal->get()));
    return logon_name{std::move(*principal), canonical};
}

std::optional<std::string> known_realm(const std::string& named, const std::string& of_client) {
    if (detail::equal_ignoring_ascii_case(named, of_client)) return of_client;
    for (auto& each : configured_realms())
        if (detail::equal_ignoring_ascii_case(named, each)) return each;
    auto realm = realm_of_domain(named);
    return realm == named ? std::nullopt : std::optional(std::move(realm));
}

result<owned_principal> enterprise_name(const std::string& account, const std::string& domain,
                                        const std::string& realm) {
    auto out = parsed(detail::escaped(account, "\\") + '@' + detail::escaped(domain, "\\"),
                      KRB5_PRINCIPAL_PARSE_ENTERPRISE);
    if (!out) return out;
    if (const auto code = krb5_principal_set_realm(thread_context(), out->get(), realm.c_str()))
        return krb5_failure(operation::logon, code);
    return out;
}

} // namespace sspi::heimdal
