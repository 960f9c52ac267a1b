// SPDX-License-Identifier: BSL-1.0
// Answers of an AS exchange, which Heimdal has taken: decrypted once more, and laid before the judge.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <functional>
#include <optional>

namespace sspi::heimdal {

/// The key that a reply is sealed with.
using reply_key_finder = std::function<krb5_error_code(std::int32_t enctype, held_key&)>;

/// What a reply says beside its ticket.
struct initial_facts {
    std::optional<utc_time> at{};               ///< when the KDC made it, by its clock
    std::optional<utc_time> password_expires{}; ///< nothing: never, or not told
};

/// Compares a reply with the request that it answers, as it was sent, and with whom it was sent for. Zero where it is what was asked for; else
/// an error with its text on the thread. `facts` has what else it says
/// where it is, and where nothing is wrong but its times.
[[nodiscard]] krb5_error_code judge_initial(krb5_const_principal client, view request, view reply,
                                            const reply_key_finder& key, initial_facts& facts);

} // namespace sspi::heimdal
