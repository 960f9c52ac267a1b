// SPDX-License-Identifier: BSL-1.0
// The keys that a password becomes: those of AES by OpenSSL, which takes a tenth of Heimdal's time.
#include "password_keys.hpp"

#include "../messages/string_to_key.hpp"
#include "../trace.hpp"
#include "../wire/string_to_key_rounds.hpp"

#include <algorithm>
#include <string>

namespace sspi::heimdal {

namespace {

/// An account has one recipe, or one for the proof and one for the answer. Who is sent others again and again starts anew.
constexpr std::size_t most_known = 16;

[[nodiscard]] bool has_rounds(const key_recipe& by) {
    return is_aes(by.enctype) && by.salt_type == KRB5_PW_SALT;
}

[[nodiscard]] krb5_error_code copy_key(krb5_enctype enctype, view key, krb5_keyblock** out) {
    krb5_keyblock borrowed{};
    borrowed.keytype = enctype;
    borrowed.keyvalue = borrow_data(key);
    return krb5_copy_keyblock(thread_context(), &borrowed, out);
}

[[nodiscard]] bytes copy_of(view octets) {
    return {octets.begin(), octets.end()};
}

} // namespace

bool password_keys::known::has_recipe_of(const known& other) const {
    return enctype == other.enctype && salt_type == other.salt_type && salt == other.salt &&
           rounds == other.rounds && parameters == other.parameters;
}

krb5_error_code password_keys::find(const key_recipe& by, krb5_keyblock** out) {
    known wanted{.enctype = by.enctype, .salt_type = by.salt_type, .salt = copy_of(by.salt)};
    if (has_rounds(by)) {
        const auto rounds = string_to_key_rounds(by.enctype, by.parameters);
        if (!rounds) return KRB5_ERR_BAD_S2K_PARAMS;
        wanted.rounds = *rounds;
    } else {
        wanted.parameters = copy_of(by.parameters);
    }
    auto found = std::ranges::find_if(known_, [&](const known& one) { return one.has_recipe_of(wanted); });
    if (found == known_.end()) {
        if (const auto code = derive(by, wanted)) return code;
        if (known_.size() == most_known) known_.clear();
        found = known_.insert(known_.end(), std::move(wanted));
    }
    return copy_key(by.enctype, found->key.view(), out);
}

krb5_error_code password_keys::derive(const key_recipe& by, known& into) const {
    if (trace::enabled())
        trace::line("  string-to-key for enctype " + std::to_string(by.enctype) +
                    (into.rounds != 0 ? ", " + std::to_string(into.rounds) + " rounds" : ""));
    if (into.rounds != 0) {
        auto key = messages::string_to_key(
            {.enctype = by.enctype, .password = password_, .salt = by.salt, .rounds = into.rounds});
        if (!key) return KRB5_PROG_ETYPE_NOSUPP;
        into.key = std::move(*key);
        return 0;
    }
    return derive_by_heimdal(by, into.key);
}

krb5_error_code password_keys::derive_by_heimdal(const key_recipe& by, detail::secret_bytes& out) const {
    const krb5_salt salt{by.salt_type, borrow_data(by.salt)};
    held_key key;
    const auto code = krb5_string_to_key_data_salt_opaque(thread_context(), by.enctype,
                                                          borrow_data(std::as_bytes(std::span(password_))),
                                                          salt, borrow_data(by.parameters), key.get());
    if (code != 0) return code;
    const auto& octets = key.get()->keyvalue;
    out = detail::secret_bytes({static_cast<const std::byte*>(octets.data), octets.length});
    return 0;
}

} // namespace sspi::heimdal
