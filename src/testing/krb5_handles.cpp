// SPDX-License-Identifier: BSL-1.0
// Owners for what Heimdal allocates, and its statuses as exceptions.
#include "krb5_handles.hpp"

namespace sspi::testing::detail {

context::context() {
    char* no_files[] = {nullptr};
    krb5_error_code status = krb5_init_context(&raw_);
    if (status != 0) throw error("Kerberos cannot be initialised", status);
    status = krb5_set_config_files(raw_, no_files);
    if (status == 0) return;
    krb5_free_context(raw_);
    throw error("Kerberos cannot be configured", status);
}

void check(krb5_context context, krb5_error_code status, const std::string& what) {
    if (status == 0) return;
    const char* const text = krb5_get_error_message(context, status);
    const std::string message = what + ": " + (text != nullptr ? text : "unknown error");
    krb5_free_error_message(context, text);
    throw error(message, status);
}

principal parse_principal(krb5_context context, const std::string& name, const std::string& realm) {
    principal parsed(context);
    check(context,
          krb5_parse_name_flags(context, name.c_str(), KRB5_PRINCIPAL_PARSE_NO_DEF_REALM, parsed.put()),
          "'" + name + "' is not a principal name");
    if (krb5_principal_get_realm(context, parsed.get()) == nullptr)
        check(context, krb5_principal_set_realm(context, parsed.get(), realm.c_str()), "realm of " + name);
    return parsed;
}

std::string unparse(krb5_context context, krb5_const_principal name) {
    char* text = nullptr;
    check(context, krb5_unparse_name(context, name, &text), "a principal has no name");
    std::string result(text);
    krb5_xfree(text);
    return result;
}

} // namespace sspi::testing::detail
