// SPDX-License-Identifier: BSL-1.0
// Keys that open what is encrypted in Kerberos messages, so that edits reach into it.
#pragma once

#include "der_tree.hpp"

#include <krb5.h>

#include <memory>
#include <string>
#include <vector>

namespace sspi::fuzz {

struct krb5_context_end {
    void operator()(krb5_context context) const noexcept { krb5_free_context(context); }
};

class keyring {
  public:
    /// The keys of a keytab: services', users', the ticket-granting service's.
    explicit keyring(const std::string& keytab);
    keyring(const keyring& other) = default;

    /// Lays open each EncryptedData (RFC 4120 5.2.9) in the tree that these keys open, and learns the keys in it: a
    /// service's key opens the ticket, the session key in that the authenticator, its subkey the answer.
    void open(element& root);

    /// A key as octets, with its enctype.
    struct key {
        std::int32_t enctype = 0;
        bytes octets{};
        friend bool operator==(const key&, const key&) = default;
    };
    [[nodiscard]] const std::vector<key>& keys() const noexcept { return keys_; }
    void add(key learnt);

  private:
    void open_below(element& at, std::uint8_t message, bool& opened);
    [[nodiscard]] bool open_sealed(element& encrypted, std::uint8_t message);
    void learn(element& plain);

    std::shared_ptr<std::remove_pointer_t<krb5_context>> context_;
    std::vector<key> keys_{};
};

} // namespace sspi::fuzz
