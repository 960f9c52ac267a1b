// SPDX-License-Identifier: BSL-1.0
// What the judge is told of a KDC's answer, of an AS exchange or of a ticket-granting service's, and how it refuses one.
#pragma once

#include "kdc_values.hpp"
#include "ticket_judge.hpp"
#include "words.hpp"

namespace sspi::heimdal {

[[nodiscard]] inline utc_time time_of(KerberosTime seconds) {
    return utc_time(std::chrono::seconds(seconds));
}

/// When a ticket becomes valid.
[[nodiscard]] inline KerberosTime start_of(const EncKDCRepPart& content) {
    return content.starttime != nullptr ? *content.starttime : content.authtime;
}

/// Reads what was decrypted, of whichever exchange.
[[nodiscard]] krb5_error_code read_content(view octets, reply_content& out);

[[nodiscard]] ticket_answer answer_in(const KDC_REP& reply, const EncKDCRepPart& content);

/// The flags of a ticket that a request wishes.
[[nodiscard]] std::uint32_t wishes_of(const KDCOptions& options) noexcept;

/// Makes a fault Heimdal's last error on this thread, by the usual code or another, which it returns.
[[nodiscard]] krb5_error_code refuse(ticket_fault fault, krb5_error_code code);
[[nodiscard]] krb5_error_code refuse(ticket_fault fault);

} // namespace sspi::heimdal
