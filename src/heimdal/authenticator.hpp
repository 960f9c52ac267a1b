// SPDX-License-Identifier: BSL-1.0
// Looks into the authenticator of an AP-REQ, for what gss_accept_sec_context keeps to itself.
#pragma once

#include "../gss/mechanism.hpp"
#include "../wire/authenticator_checksum.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

/// What the client said in `token`, a framed or bare AP-REQ that is decrypted with the keys of a keytab. Clocks are
/// not compared: that is for who accepts the token.
[[nodiscard]] result<authenticator_checksum> read_authenticator(krb5_keytab keytab, view token);

/// When its client made it, by the client's clock; nothing where it cannot be decrypted.
[[nodiscard]] std::optional<utc_time> time_in_authenticator(krb5_keytab keytab, view token);

/// What `read_authenticator` says, of an authenticator that is decrypted already. Without a checksum of GSS's it says nothing.
[[nodiscard]] result<authenticator_checksum> checksum_in(const Authenticator& authenticator);

/// Fails where the client's bindings are not the acceptor's.
[[nodiscard]] std::optional<failure> compare_bindings(const std::optional<channel_bindings>& own,
                                                      const authenticator_checksum& sent);

/// Asks whether an AP-REQ that this client authenticated with is a copy. Null: nobody is asked.
[[nodiscard]] result<void> admit(const kdc_call& call, opening_judge* judge, const std::string& client,
                                 const AP_REQ& request);

} // namespace sspi::heimdal
