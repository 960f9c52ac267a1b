// SPDX-License-Identifier: BSL-1.0
// Target names: realm by configuration, text as written.
#include "target.hpp"

#include "assumptions.hpp"
#include "default_realm.hpp"
#include "errors.hpp"
#include "private_cache.hpp"
#include "realms.hpp"

#include <chrono>

namespace sspi::heimdal {

namespace {

using detail::operation;

[[nodiscard]] result<owned_principal> parse(const std::string& target) {
    owned_principal principal;
    const auto code = krb5_parse_name_flags(thread_context(), target.c_str(),
                                            KRB5_PRINCIPAL_PARSE_NO_DEF_REALM, principal.out());
    if (code != 0) return krb5_failure(operation::initiate, code);
    return principal;
}

/// A domain that only a domain controller can make something of.
[[nodiscard]] bool is_netbios(const std::string& realm) {
    return realm.find('.') == realm.npos;
}

[[nodiscard]] std::string realm_for(krb5_const_principal target, const std::string& client_realm) {
    const char* const host = krb5_principal_get_comp_string(thread_context(), target, 1);
    auto realm = host != nullptr ? configured_realm(thread_context(), host) : std::string{};
    return realm.empty() ? client_realm : realm;
}

/// A cache of this principal that looks as if there were a ticket in it: a credential without one has no name to tell.
[[nodiscard]] krb5_error_code make_cache_of(const kdc_call& call, krb5_principal principal,
                                            owned_private_cache& out) {
    const auto context = thread_context();
    const char* const realm = krb5_principal_get_realm(context, principal);
    owned_principal granting;
    auto code = krb5_make_principal(context, granting.out(), realm, KRB5_TGS_NAME, realm, nullptr);
    if (code == 0) code = make_private_cache(principal, out);
    if (code != 0) return code;
    krb5_creds none{};
    none.client = principal;
    none.server = granting.get();
    none.times.endtime = (call.now() + std::chrono::hours(1)).time_since_epoch().count();
    return krb5_cc_store_cred(context, out.get(), &none);
}

/// The name with another type, which there is no function to give to a GSS name: a credential's own name keeps it.
[[nodiscard]] result<owned_name> name_of_other_type(kdc_call& call, krb5_principal principal) {
    krb5_principal_set_type(thread_context(), principal, KRB5_NT_SRV_INST);
    owned_private_cache cache;
    if (const auto code = make_cache_of(call, principal, cache))
        return krb5_failure(operation::initiate, code);
    const auto credential = import_cache(call, std::move(cache));
    if (!credential) return credential.error();
    owned_name out;
    OM_uint32 minor = 0;
    const auto major =
        gss_inquire_cred(&minor, (*credential)->handle.get(), out.out(), nullptr, nullptr, nullptr);
    if (GSS_ERROR(major)) return gss_failure(operation::initiate, major, minor);
    return out;
}

} // namespace

result<owned_principal> account_target(krb5_const_principal target, const std::string& realm) {
    const auto context = thread_context();
    return enterprise_name(krb5_principal_get_comp_string(context, target, 0),
                           krb5_principal_get_realm(context, target), realm);
}

bool is_account(krb5_const_principal target) {
    return krb5_principal_get_num_comp(thread_context(), target) == 1;
}

result<owned_principal> target_principal(const std::string& target, const std::string& client_realm) {
    auto principal = parse(target);
    if (!principal) return principal.error();
    const char* const given = krb5_principal_get_realm(thread_context(), principal->get());
    std::string realm = given != nullptr ? given : "";
    if (realm.empty())
        realm = realm_for(principal->get(), client_realm);
    else if (auto known = known_realm(realm, client_realm))
        realm = *std::move(known);
    else if (is_account(principal->get()) && is_netbios(realm) && !client_realm.empty())
        return account_target(principal->get(), client_realm);
    if (const auto code = krb5_principal_set_realm(thread_context(), principal->get(), realm.c_str()))
        return krb5_failure(operation::initiate, code);
    return principal;
}

result<owned_name> import_target(kdc_call& call, const std::string& target, const std::string& client_realm) {
    const auto principal = target_principal(target, client_realm);
    if (!principal) return principal.error();
    if (assumed::would_be_completed(principal->get())) return name_of_other_type(call, principal->get());
    owned_text text;
    if (const auto code = krb5_unparse_name(thread_context(), principal->get(), text.out()))
        return krb5_failure(operation::initiate, code);
    auto buffer = borrow(std::string_view(text.get()));
    owned_name name;
    OM_uint32 minor = 0;
    const auto major = gss_import_name(&minor, &buffer, GSS_KRB5_NT_PRINCIPAL_NAME, name.out());
    if (GSS_ERROR(major)) return gss_failure(operation::initiate, major, minor);
    return name;
}

std::string realm_of_target(const std::string& target) {
    if (thread_context() == nullptr) return {};
    const auto principal = target_principal(target, {});
    return principal ? krb5_principal_get_realm(thread_context(), principal->get()) : std::string();
}

} // namespace sspi::heimdal
