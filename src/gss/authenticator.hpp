// SPDX-License-Identifier: BSL-1.0
// What makes a peer's opening known again, and who is asked whether it is.
#pragma once

#include "../failure.hpp"
#include "../wire/octets.hpp"

#include <chrono>
#include <string>

namespace sspi::gss {

/// An opening that a backend has decrypted and found good. The client's time, its microseconds, its subkey and its number
/// are in the ciphertext: whoever has not the key of the ticket makes no other ciphertext of them.
struct authenticator {
    std::string client; // user@REALM
    wire::view ciphertext;
    std::chrono::seconds lifetime{}; // how long the opening could be accepted
};

/// Asked by a backend once for each opening that it has authenticated, before anything is answered. What it decides on comes
/// from the decoding that authenticated the opening, and not from the token's octets.
class opening_judge {
  public:
    virtual ~opening_judge() = default;

    /// Fails for a copy of an opening that was admitted before.
    [[nodiscard]] virtual result<void> admit(const authenticator& opening) = 0;
};

} // namespace sspi::gss
