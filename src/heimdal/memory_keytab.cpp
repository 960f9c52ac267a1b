// SPDX-License-Identifier: BSL-1.0
// Keytabs in memory.
#include "memory_keytab.hpp"

#include "errors.hpp"
#include "realms.hpp"

#include <sspi/detail/keytab_file.hpp>

#include <atomic>

namespace sspi::heimdal {

namespace {

using detail::keytab_entry;
using detail::operation;

[[nodiscard]] result<std::vector<keytab_entry>> keys_in(view file) {
    auto keys = detail::read_keytab(file);
    if (!keys) return failed_with(status::unknown_credentials, "the keytab is malformed");
    return std::move(*keys);
}

[[nodiscard]] result<owned_principal> principal_of(const keytab_entry& key) {
    owned_principal out;
    auto code = krb5_make_principal(thread_context(), out.out(), key.realm.c_str(), nullptr);
    for (unsigned i = 0; code == 0 && i < key.components.size(); ++i)
        code = krb5_principal_set_comp_string(thread_context(), out.get(), i, key.components[i].c_str());
    if (code != 0) return krb5_failure(operation::logon, code);
    krb5_principal_set_type(thread_context(), out.get(), static_cast<int>(key.name_type));
    return out;
}

/// MEMORY keytabs are known in the whole process by their name.
[[nodiscard]] std::string unused_name() {
    static std::atomic<unsigned long> count{0};
    return "MEMORY:sspi-logon-" + std::to_string(count.fetch_add(1));
}

[[nodiscard]] krb5_error_code add(krb5_keytab to, krb5_principal principal, const keytab_entry& key) {
    krb5_keytab_entry entry{};
    entry.principal = principal;
    entry.vno = static_cast<krb5_kvno>(key.version);
    entry.timestamp = key.timestamp;
    entry.keyblock.keytype = static_cast<krb5_keytype>(key.enctype);
    entry.keyblock.keyvalue.length = key.key.size();
    entry.keyblock.keyvalue.data = const_cast<std::byte*>(key.key.data()); // copied
    return krb5_kt_add_entry(thread_context(), to, &entry);
}

} // namespace

result<owned_keytab> memory_keytab(view file) {
    const auto keys = keys_in(file);
    if (!keys) return keys.error();
    owned_keytab out;
    if (const auto code = krb5_kt_resolve(thread_context(), unused_name().c_str(), out.out()))
        return krb5_failure(operation::logon, code);
    for (const auto& key : *keys) {
        const auto principal = principal_of(key);
        if (!principal) return principal.error();
        if (const auto code = add(out.get(), principal->get(), key))
            return krb5_failure(operation::logon, code);
    }
    return out;
}

result<owned_principal> client_in_keytab(kdc_call& call, view file, const detail::principal_name& who) {
    const auto keys = keys_in(file);
    if (!keys) return keys.error();
    if (who.name.empty()) return principal_of(keys->front());
    return user_principal(call, {who.name, who.realm});
}

} // namespace sspi::heimdal
