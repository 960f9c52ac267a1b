// SPDX-License-Identifier: BSL-1.0
// Owners for what Heimdal allocates, and its statuses as exceptions.
#include "krb5_handles.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace sspi::testing::detail {

context::context() {
    char* no_files[] = {nullptr};
    krb5_error_code status = krb5_init_context(&raw_);
    if (const std::string why = missing_heimdal(); !why.empty())
        throw error("Heimdal cannot be loaded: " + why);
    if (status != 0) throw error("Kerberos cannot be initialised", status);
    status = krb5_set_config_files(raw_, no_files);
    if (status == 0) return;
    krb5_free_context(raw_);
    throw error("Kerberos cannot be configured", status);
}

void configure(krb5_context context, const std::string& text) {
    auto name = (std::filesystem::temp_directory_path() / "sspi-testing-XXXXXX").string();
    const int file = mkstemp(name.data());
    if (file < 0) throw error("cannot make a file like " + name, errno);
    const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(file);
    char* files[] = {name.data(), nullptr};
    const auto status = written ? krb5_set_config_files(context, files) : ENOSPC;
    unlink(name.c_str());
    check(context, status, "Kerberos cannot be configured");
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
