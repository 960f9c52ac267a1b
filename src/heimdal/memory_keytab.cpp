// SPDX-License-Identifier: BSL-1.0
// Keytabs in memory.
#include "memory_keytab.hpp"

#include "cursors.hpp"
#include "errors.hpp"
#include "kdc_values.hpp"
#include "key_recipe.hpp"
#include "realms.hpp"
#include "ticket_judge.hpp"

#include <sspi/detail/keytab_file.hpp>

#include <array>
#include <cstdint>

namespace sspi::heimdal {

namespace {

using detail::keytab_entry;
using detail::operation;

[[nodiscard]] result<std::vector<keytab_entry>> keys_in(view file) {
    auto keys = detail::read_keytab(file);
    if (!keys) return failed_with(status::unknown_credentials, "the keytab is malformed");
    return std::move(*keys);
}

/// MEMORY keytabs are opened by anybody in the process who knows or guesses the name. Nobody lists them.
[[nodiscard]] std::string secret_name() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::uint8_t, 16> octets{};
    krb5_generate_random_block(octets.data(), octets.size());
    std::string out = "MEMORY:sspi-";
    for (const auto each : octets) {
        out += digits[each >> 4];
        out += digits[each & 15];
    }
    return out;
}

/// Whatever is in a keytab, as Heimdal reads it.
template <class Visit>
void each_entry(krb5_keytab in, Visit&& visit) {
    keytab_entries all(in);
    while (auto* const entry = all.next())
        visit(*entry);
}

/// Of a principal's newest keys, which are those that Heimdal uses.
struct newest_keys {
    krb5_kvno version = 0;
    bool strong = false;
    bool weak = false;
};

[[nodiscard]] newest_keys newest_of(krb5_keytab in, krb5_const_principal who, const recipe_rules& rules) {
    newest_keys out;
    each_entry(in, [&](const krb5_keytab_entry& entry) {
        if (!krb5_principal_compare(thread_context(), entry.principal, who) || entry.vno < out.version)
            return;
        if (entry.vno > out.version) out = {.version = entry.vno};
        const bool weak = is_weak(static_cast<krb5_enctype>(entry.keyblock.keytype), rules);
        (weak ? out.weak : out.strong) = true;
    });
    return out;
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

/// How well an entry's name fits one that somebody wrote: domains have names in any case, and a realm without a dot may be a domain's
/// other name. 0: it is another's.
[[nodiscard]] unsigned fitness(const kerberos_name& of, const kerberos_name& wanted) {
    if (of == wanted) return 3;
    if (judging::is_same_ignoring_case(of, wanted)) return 2;
    const bool other_realm = wanted.realm.find('.') == wanted.realm.npos &&
                             judging::is_same_ignoring_case({of.components, wanted.realm}, wanted);
    return other_realm ? 1 : 0;
}

/// The entry of a principal; the first of those that fit best.
[[nodiscard]] const keytab_entry* entry_of(std::span<const keytab_entry> keys, krb5_const_principal who) {
    const auto wanted = name_of(who);
    const keytab_entry* out = nullptr;
    unsigned best = 0;
    for (const auto& each : keys) {
        const auto fits = fitness({each.components, each.realm}, wanted);
        if (fits <= best) continue;
        out = &each;
        best = fits;
    }
    return out;
}

} // namespace

result<owned_principal> principal_of(const keytab_entry& key) {
    owned_principal out;
    auto code = krb5_make_principal(thread_context(), out.out(), key.realm.c_str(), nullptr);
    for (unsigned i = 0; code == 0 && i < key.components.size(); ++i)
        code = krb5_principal_set_comp_string(thread_context(), out.get(), i, key.components[i].c_str());
    if (code != 0) return krb5_failure(operation::logon, code);
    krb5_principal_set_type(thread_context(), out.get(), static_cast<int>(key.name_type));
    return out;
}

result<owned_keytab> memory_keytab(view file) {
    const auto keys = keys_in(file);
    return keys ? memory_keytab(*keys) : keys.error();
}

result<owned_keytab> memory_keytab(std::span<const keytab_entry> keys) {
    owned_keytab out;
    if (const auto code = krb5_kt_resolve(thread_context(), secret_name().c_str(), out.out()))
        return krb5_failure(operation::logon, code);
    for (const auto& key : keys) {
        const auto principal = principal_of(key);
        if (!principal) return principal.error();
        if (const auto code = add(out.get(), principal->get(), key))
            return krb5_failure(operation::logon, code);
    }
    return out;
}

owned_keytab without_weak_keys(krb5_keytab from, krb5_const_principal who) {
    const auto rules = configured_rules(thread_context(), false);
    const auto newest = newest_of(from, who, rules);
    owned_keytab out;
    if (!newest.weak || !newest.strong ||
        krb5_kt_resolve(thread_context(), secret_name().c_str(), out.out()) != 0)
        return {};
    bool good = true;
    each_entry(from, [&](krb5_keytab_entry& entry) {
        if (!krb5_principal_compare(thread_context(), entry.principal, who) || entry.vno != newest.version ||
            is_weak(static_cast<krb5_enctype>(entry.keyblock.keytype), rules))
            return;
        good = good && krb5_kt_add_entry(thread_context(), out.get(), &entry) == 0;
    });
    return good ? std::move(out) : owned_keytab{};
}

result<owned_principal> client_in_keytab(kdc_call& call, view file, const detail::principal_name& who) {
    const auto keys = keys_in(file);
    if (!keys) return keys.error();
    if (who.name.empty()) return principal_of(keys->front());
    auto named = user_principal(call, {who.name, who.realm});
    if (!named) return named;
    const auto* const own = entry_of(*keys, named->get());
    return own != nullptr ? principal_of(*own) : std::move(named);
}

} // namespace sspi::heimdal
