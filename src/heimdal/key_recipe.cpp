// SPDX-License-Identifier: BSL-1.0
// Which ways from a password to a key are good enough.
#include "key_recipe.hpp"

#include "../wire/string_to_key_rounds.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace sspi::heimdal {

namespace {

constexpr const char* section = "sspi";

[[nodiscard]] std::optional<std::uint32_t> configured_rounds(krb5_context context) {
    const char* const text = krb5_config_get_string(context, nullptr, section, "minimum_rounds", nullptr);
    if (text == nullptr) return std::nullopt;
    const std::string_view digits(text);
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return out;
}

[[nodiscard]] std::optional<bool> configured_rc4(krb5_context context) {
    if (krb5_config_get_string(context, nullptr, section, "allow_rc4", nullptr) == nullptr)
        return std::nullopt;
    return krb5_config_get_bool_default(context, nullptr, 0, section, "allow_rc4", nullptr) != 0;
}

/// Whether one of the lists of enctypes that clients offer names one of that kind.
template <class Kind>
[[nodiscard]] bool lists_any(krb5_context context, Kind&& is_kind) {
    for (const char* const list :
         {"default_etypes", "default_as_etypes", "default_tkt_enctypes", "permitted_enctypes"}) {
        char** const names = krb5_config_get_strings(context, nullptr, "libdefaults", list, nullptr);
        bool found = false;
        for (char** each = names; each != nullptr && *each != nullptr && !found; ++each) {
            krb5_enctype type{};
            found = krb5_string_to_enctype(context, *each, &type) == 0 && is_kind(type);
        }
        krb5_config_free_strings(names);
        if (found) return true;
    }
    return false;
}

[[nodiscard]] bool allows_weak_crypto(krb5_context context) {
    return krb5_config_get_bool_default(context, nullptr, 0, "libdefaults", "allow_weak_crypto", nullptr) !=
           0;
}

[[nodiscard]] bool is_rc4(krb5_enctype enctype) noexcept {
    return enctype == KRB5_ENCTYPE_ARCFOUR_HMAC_MD5 || enctype == KRB5_ENCTYPE_ARCFOUR_HMAC_MD5_56;
}

[[nodiscard]] bool is_older(krb5_enctype enctype) noexcept {
    return !is_aes(enctype) && !is_rc4(enctype);
}

[[nodiscard]] std::string name_of(krb5_enctype enctype) {
    owned_text name;
    if (krb5_enctype_to_string(thread_context(), enctype, name.out()) == 0) return name.get();
    return "number " + std::to_string(enctype);
}

[[nodiscard]] recipe_fault weak_enctype(krb5_enctype enctype, const char* allowed_by) {
    return {.code = KRB5_PROG_ETYPE_NOSUPP,
            .text = "the KDC wants the password proved with the weak encryption type " + name_of(enctype) +
                    ", which krb5.conf does not allow (" + allowed_by + ")"};
}

[[nodiscard]] std::optional<recipe_fault> fault_of_rounds(const key_recipe& recipe, const recipe_rules& by) {
    const auto rounds = string_to_key_rounds(recipe.enctype, recipe.parameters);
    if (!rounds)
        return recipe_fault{.code = KRB5_ERR_BAD_S2K_PARAMS,
                            .text =
                                "the KDC's string-to-key parameters are malformed, or ask for more than " +
                                std::to_string(most_string_to_key_rounds) + " rounds"};
    if (*rounds >= by.minimum_rounds) return std::nullopt;
    return recipe_fault{.code = KRB5_ERR_BAD_S2K_PARAMS,
                        .text = "the KDC wants the password proved with " + std::to_string(*rounds) +
                                " rounds of string-to-key, and krb5.conf allows no fewer than " +
                                std::to_string(by.minimum_rounds) + " ([sspi] minimum_rounds)"};
}

} // namespace

bool is_aes(krb5_enctype enctype) noexcept {
    return has_string_to_key_rounds(enctype);
}

bool is_weak(krb5_enctype enctype, const recipe_rules& by) noexcept {
    return (is_rc4(enctype) && !by.allow_rc4) || (is_older(enctype) && !by.allow_older);
}

recipe_rules configured_rules(krb5_context context, bool in_process) {
    recipe_rules out;
    const auto rounds = configured_rounds(context);
    const auto rc4 = configured_rc4(context);
    const bool weak = in_process || allows_weak_crypto(context);
    if (rounds)
        out.minimum_rounds = *rounds;
    else if (in_process)
        out.minimum_rounds = 1;
    out.allow_rc4 = rc4 ? *rc4 : weak || lists_any(context, is_rc4);
    out.allow_older = weak || lists_any(context, is_older);
    return out;
}

krb5_error_code recipe_fault::raise() const {
    krb5_set_error_message(thread_context(), code, "%s", text.c_str());
    return code;
}

std::optional<recipe_fault> fault_of(const key_recipe& recipe, const recipe_rules& by) {
    if (is_aes(recipe.enctype)) return fault_of_rounds(recipe, by);
    if (!is_weak(recipe.enctype, by)) return std::nullopt;
    return weak_enctype(recipe.enctype,
                        is_rc4(recipe.enctype) ? "[sspi] allow_rc4" : "[libdefaults] allow_weak_crypto");
}

} // namespace sspi::heimdal
