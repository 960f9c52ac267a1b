// SPDX-License-Identifier: BSL-1.0
// Writing down what a call learns, within the bounds of its record.
#pragma once

#include "message.hpp"

#include <utility>

namespace sspi::transport {

inline void add_attempt(gss::kdc_record& record, gss::kdc_attempt attempt) {
    if (record.attempts.size() < gss::kdc_record::most) record.attempts.push_back(std::move(attempt));
}

/// Once, however often it shows.
inline void add_note(gss::kdc_record& record, std::string text) {
    for (const auto& each : record.notes)
        if (each == text) return;
    if (record.notes.size() < gss::kdc_record::most) record.notes.push_back(std::move(text));
}

/// The KRB-ERROR, if the reply is one.
inline void note_error(gss::kdc_record& record, view reply) {
    if (auto error = parse_krb_error(reply)) record.error = std::move(*error);
}

} // namespace sspi::transport
