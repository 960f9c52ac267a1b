// SPDX-License-Identifier: BSL-1.0
// How a KDC says that a password becomes a key, and which ways are good enough.
#pragma once

#include "../wire/octets.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sspi::heimdal {

/// As Heimdal hands it on (RFC 4120 section 5.2.7.5).
struct key_recipe {
    krb5_enctype enctype{};
    krb5_salttype salt_type{};
    view salt{};
    view parameters{}; // of string-to-key; empty: the enctype's usual ones
};

/// Who answers in a KDC's place chooses the recipe before anybody has proved anything, and what the password proves with
/// it he can try passwords on. These are the cheapest ways for that which the configuration puts up with.
struct recipe_rules {
    std::uint32_t minimum_rounds = 4096; // RFC 3962 section 4
    bool allow_rc4 = false;              // one round of MD4, without a salt
    bool allow_older = false;            // DES and DES3: one pass
};

/// By krb5.conf: [sspi] minimum_rounds and allow_rc4; else a list of enctypes that names them, or allow_weak_crypto.
/// A route in this process is no stranger: for it that holds alone which [sspi] says.
[[nodiscard]] recipe_rules configured_rules(krb5_context context, bool in_process);

/// Why a recipe is not followed.
struct recipe_fault {
    krb5_error_code code;
    std::string text;

    /// Makes it Heimdal's last error on this thread.
    [[nodiscard]] krb5_error_code raise() const;
};
[[nodiscard]] std::optional<recipe_fault> fault_of(const key_recipe& recipe, const recipe_rules& by);

/// Whether AES makes the key (RFC 3962, RFC 8009).
[[nodiscard]] bool is_aes(krb5_enctype enctype) noexcept;
/// Whether the rules forbid the enctype, whatever the rounds.
[[nodiscard]] bool is_weak(krb5_enctype enctype, const recipe_rules& by) noexcept;

} // namespace sspi::heimdal
