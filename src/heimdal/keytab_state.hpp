// SPDX-License-Identifier: BSL-1.0
// Whether a keytab has the keys that it had.
#pragma once

#include "../wire/octets.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <span>
#include <string>

struct stat;

namespace sspi::heimdal {

/// What tells one state of a keytab from another: of a file, what the kernel notes; of another, the numbers
/// and kinds of a principal's keys and when they came.
class keytab_state {
  public:
    keytab_state() = default;
    keytab_state(krb5_keytab keytab, const std::string& principal);

    [[nodiscard]] bool is_of_file() const noexcept { return is_of_file_; }
    [[nodiscard]] friend bool operator==(const keytab_state& a, const keytab_state& b) {
        return a.text_ == b.text_;
    }

  private:
    void note(const struct stat& found);
    void note(krb5_keytab keytab, krb5_const_principal who);
    void put(std::span<const std::byte> octets);

    bytes text_;
    bool is_of_file_ = false;
};

} // namespace sspi::heimdal
