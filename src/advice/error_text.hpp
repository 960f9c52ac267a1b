// SPDX-License-Identifier: BSL-1.0
// A failure for people: some lines that can be put into a report as they are.
#pragma once

#include "error_hints.hpp"

#include <sspi/detail/certificate_status.hpp>
#include <sspi/detail/kpasswd_status.hpp>
#include <sspi/detail/status_text.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

namespace sspi::advice {

inline constexpr std::size_t longest_report = 8192;

[[nodiscard]] inline const char* status_name_of(std::int32_t code) noexcept {
    if (const auto known = name(static_cast<status>(code)); !known.empty()) return known.data();
    if (const auto* const row = detail::find_certificate_status(code)) return row->name.data();
    const auto known = detail::nt_status_name(static_cast<std::uint32_t>(code));
    return known.empty() ? "unknown status" : known.data();
}

[[nodiscard]] inline const char* status_text_of(std::int32_t code) noexcept {
    if (const auto known = detail::text(static_cast<status>(code)); !known.empty()) return known.data();
    if (const auto* const row = detail::find_certificate_status(code)) return row->text.data();
    if (code == static_cast<std::int32_t>(detail::password_restriction))
        return "The domain does not take the new password.";
    const auto known = detail::nt_status_name(static_cast<std::uint32_t>(code));
    return known.empty() ? "This is no status of the SSPI." : "An NTSTATUS, which its name describes.";
}

[[nodiscard]] inline std::string hexadecimal(std::uint32_t value) {
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), "0x%08x", static_cast<unsigned>(value));
    return out.data();
}

/// Its name; the number of a code of another table.
[[nodiscard]] inline std::string krb5_text(std::int32_t code) {
    if (code == 0) return {};
    const std::string known(detail::krb5_code_name(code));
    const auto number = std::int64_t{code} - detail::krb5_table_base;
    if (known.empty() && code > 0 && code < 256) // errno
        return detail::plain_text(std::generic_category().message(code), longest_name);
    if (known.empty()) return std::to_string(code);
    return number < 128 ? known + " (" + std::to_string(number) + ")" : known;
}

[[nodiscard]] inline std::string nt_text(std::uint32_t code) {
    if (code == 0) return {};
    const std::string known(detail::nt_status_name(code));
    return known.empty() ? hexadecimal(code) : known + " (" + hexadecimal(code) + ")";
}

[[nodiscard]] inline std::string mechanism_text(const symptoms& s) {
    constexpr std::size_t longest = 1024;
    return detail::plain_text(s.what.text.get(), longest);
}

[[nodiscard]] inline std::string outcome_text(const gss::kdc_attempt& attempt) {
    auto out = std::string(gss::name_of(attempt.outcome));
    if (!attempt.text.empty()) out += " (" + detail::plain_text(attempt.text, longest_name) + ")";
    return out;
}

/// Lines of "  label:  text", those without text left out.
class report {
  public:
    explicit report(std::string first) : text_(std::move(first)) {}

    void line(std::string_view label, const std::string& text) {
        constexpr std::size_t column = 14;
        if (text.empty()) return;
        std::string next = "\n  " + std::string(label) + (label.empty() ? "" : ":");
        next.resize(std::max(next.size() + 1, column + 3), ' ');
        next += text;
        if (text_.size() + next.size() <= longest_report) text_ += next;
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

inline void tell_kdcs(report& to, const gss::kdc_record& record) {
    std::string_view label = "KDCs tried";
    for (const auto& attempt : record.attempts) {
        to.line(label, place_text(attempt) + ": " + outcome_text(attempt) + ", " +
                           std::to_string(attempt.took.count()) + " ms");
        label = "";
    }
    label = "Finding KDCs";
    for (const auto& note : record.notes) {
        to.line(label, detail::plain_text(note, longest_name));
        label = "";
    }
}

[[nodiscard]] inline std::string ticket_text(const symptoms& s) {
    if (!s.facts.ticket) return {};
    auto out =
        (s.service().empty() ? "" : "for " + s.service() + ", ") + enctype_text(s.facts.ticket->enctype);
    return s.facts.ticket->kvno ? out + ", kvno " + std::to_string(*s.facts.ticket->kvno) : out;
}

/// "SEC_E_LOGON_DENIED (0x8009030c): The logon was refused." and what else is known, line by line.
[[nodiscard]] inline std::string report_of(const symptoms& s) {
    const auto code = static_cast<std::int32_t>(s.what.code);
    const auto function = std::string(s.record.function);
    report out((function.empty() ? "" : function + ": ") + status_name_of(code) + " (" +
               hexadecimal(static_cast<std::uint32_t>(code)) + "): " + status_text_of(code));
    out.line("Hint", hint_for(s));
    out.line("Kerberos", krb5_text(s.what.minor));
    out.line("Details", mechanism_text(s));
    const auto said = s.peer_text();
    if (!said.empty())
        out.line(s.facts.peer_said ? "Peer said" : "KDC said",
                 "\"" + said + "\" (its own words, not authenticated)");
    out.line("NTSTATUS", nt_text(s.nt_status()));
    out.line("Client", s.client());
    out.line("Target", s.target());
    out.line("Ticket", ticket_text(s));
    out.line("Cache", s.cache());
    out.line("Keytab", s.keytab());
    out.line("Realm", s.realm());
    tell_kdcs(out, s.facts.kdc);
    if (s.record.at.time_since_epoch().count() != 0) out.line("Time", time_text(s.record.at));
    return out.take();
}

} // namespace sspi::advice
