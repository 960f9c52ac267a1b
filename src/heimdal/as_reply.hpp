// SPDX-License-Identifier: BSL-1.0
// Answers of an AS exchange, which Heimdal has taken: decrypted once more, and laid before the judge.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <functional>

namespace sspi::heimdal {

/// The key that a reply is sealed with.
using reply_key_finder = std::function<krb5_error_code(std::int32_t enctype, held_key&)>;

/// Compares a reply with the request that it answers, as it was sent, and with whom it was sent for. Zero where it is what was asked for; else
/// an error with its text on the thread. The clock is that of the thread's krb5_context.
[[nodiscard]] krb5_error_code judge_initial(krb5_const_principal client, view request, view reply,
                                            const reply_key_finder& key);

} // namespace sspi::heimdal
