// SPDX-License-Identifier: BSL-1.0
// Domains and realms by krb5.conf.
#include "realms.hpp"

#include "errors.hpp"

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

[[nodiscard]] std::string default_realm() {
    owned_text realm;
    return krb5_get_default_realm(thread_context(), realm.out()) == 0 ? realm.get() : std::string();
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

/// Configured, or found by DNS where the configuration lets DNS be asked.
[[nodiscard]] bool can_be_found(const std::string& realm) {
    const auto realms = configured_realms();
    if (std::ranges::find(realms, realm) != realms.end()) return true;
    krb5_krbhst_handle hosts = nullptr;
    if (krb5_krbhst_init(thread_context(), realm.c_str(), KRB5_KRBHST_KDC, &hosts) != 0) return false;
    krb5_krbhst_info* first = nullptr;
    const bool found = krb5_krbhst_next(thread_context(), hosts, &first) == 0;
    krb5_krbhst_free(thread_context(), hosts);
    return found;
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
    if (realm.empty() && domain.find('.') == std::string::npos) realm = realm_beginning_with(domain);
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

result<owned_principal> user_principal(kdc_call& /*call*/, const detail::principal_name& who) {
    if (who.realm.empty()) return parsed(detail::to_text(who), 0);
    if (who.suffix.empty()) return parsed(detail::to_text({who.name, realm_of_domain(who.realm)}), 0);
    if (can_be_found(who.realm) || default_realm().empty()) return parsed(detail::to_text(who), 0);
    return parsed(detail::escaped(who.name, "\\") + '@' + who.suffix, KRB5_PRINCIPAL_PARSE_ENTERPRISE);
}

} // namespace sspi::heimdal
