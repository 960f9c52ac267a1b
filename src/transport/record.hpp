// SPDX-License-Identifier: BSL-1.0
// Writing down what a call learns, within the bounds of its record.
#pragma once

#include "../trace.hpp"
#include "message.hpp"

#include <sspi/detail/krb5_code.hpp>

#include <string>
#include <utility>

namespace sspi::transport {

inline void trace_attempt(const gss::kdc_attempt& attempt) {
    trace::line("    " + attempt.where + ": " + std::string(gss::name_of(attempt.outcome)) +
                (attempt.text.empty() ? "" : " (" + attempt.text + ")") + " after " +
                std::to_string(attempt.took.count()) + " ms");
}

inline void trace_request(const std::string& realm, view request) {
    trace::line("  asks KDCs of " + realm + ": " + std::string(kind_of(request)) + ", " +
                std::to_string(request.size()) + " octets");
}

inline void trace_reply(view reply) {
    const auto error = parse_krb_error(reply);
    trace::line("  answer: " + std::string(kind_of(reply)) + ", " + std::to_string(reply.size()) + " octets" +
                (error ? ", " + std::string(detail::krb5_code_name(error->code)) : "") +
                (error && !error->text.empty() ? ": " + error->text : ""));
}

inline void add_attempt(gss::kdc_record& record, gss::kdc_attempt attempt) {
    if (trace::enabled()) trace_attempt(attempt);
    record.last_outcome = attempt.outcome;
    if (record.attempts.size() < gss::kdc_record::most) record.attempts.push_back(std::move(attempt));
}

/// Once, however often it shows.
inline void add_note(gss::kdc_record& record, std::string text) {
    for (const auto& each : record.notes)
        if (each == text) return;
    if (trace::enabled()) trace::line("    " + text);
    if (record.notes.size() < gss::kdc_record::most) record.notes.push_back(std::move(text));
}

/// The KRB-ERROR, if the reply is one.
inline void note_error(gss::kdc_record& record, view reply) {
    if (auto error = parse_krb_error(reply)) record.error = std::move(*error);
}

} // namespace sspi::transport
