// SPDX-License-Identifier: BSL-1.0
// The keys that a password becomes, each computed once.
#pragma once

#include "../gss/mechanism.hpp"
#include "key_recipe.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string_view>
#include <vector>

namespace sspi::heimdal {

/// What one password has become so far. It remembers keys for as long as it lives, and wipes them: the same recipe costs
/// nothing the second time, in one logon or in a later one. Not for two threads at a time.
class password_keys {
  public:
    /// The password has to outlive this.
    explicit password_keys(std::string_view password) : password_(password) {}

    /// By a recipe without a fault. The caller frees the key.
    [[nodiscard]] krb5_error_code find(const key_recipe& by, krb5_keyblock** out);

  private:
    struct known {
        krb5_enctype enctype{};
        krb5_salttype salt_type{};
        bytes salt{};
        std::uint32_t rounds = 0; // for AES: the usual number may be said or not
        bytes parameters{};       // for others
        detail::secret_bytes key{};

        [[nodiscard]] bool has_recipe_of(const known& other) const;
    };

    [[nodiscard]] krb5_error_code derive(const key_recipe& by, known& into) const;
    [[nodiscard]] krb5_error_code derive_by_heimdal(const key_recipe& by, detail::secret_bytes& out) const;

    const std::string_view password_;
    std::vector<known> known_;
};

} // namespace sspi::heimdal
