// SPDX-License-Identifier: BSL-1.0
// Why an account may not log on: a table row for each state, the first that it is in counts.
#include "account_refusal.hpp"

#include "asn1.hpp"
#include "etype_info.hpp"

#include <sspi/testing/kerberos_error.hpp>

namespace sspi::testing::detail {
namespace {

using moment = std::chrono::system_clock::time_point;

[[nodiscard]] bool is_past(const std::optional<moment>& end, moment now) noexcept {
    return end && *end <= now;
}

struct state_row {
    bool (*applies)(const account_options&, moment now);
    account_refusal refusal;
};

// [MS-KILE] 3.3.5.6 and 3.3.5.7 have the errors.
constexpr state_row states[] = {
    {[](const account_options& o, moment) { return o.disabled; },
     {.code = kdc_err_client_revoked, .nt_status = 0xC0000072, .at_once = true}},
    {[](const account_options& o, moment) { return o.locked_out; },
     {.code = kdc_err_client_revoked, .nt_status = 0xC0000234, .at_once = true}},
    {[](const account_options& o, moment now) { return is_past(o.expires, now); },
     {.code = kdc_err_client_revoked, .nt_status = 0xC0000193}},
    {[](const account_options& o, moment) { return o.outside_logon_hours; },
     {.code = kdc_err_client_revoked, .nt_status = 0xC000006F, .at_once = true}},
    {[](const account_options& o, moment) { return o.other_workstations_only; },
     {.code = kdc_err_policy, .nt_status = 0xC0000070, .at_once = true}},
    {[](const account_options& o, moment) { return o.require_password_change; },
     {.code = kdc_err_key_expired, .nt_status = 0xC0000224}},
    {[](const account_options& o, moment now) { return is_past(o.password_expires, now); },
     {.code = kdc_err_key_expired, .nt_status = 0xC0000071}},
};

[[nodiscard]] std::uint32_t rounds_of(const account& of, std::int32_t enctype) noexcept {
    constexpr std::int32_t first_sha2 = 19;
    constexpr std::uint32_t usual = 4096, usual_of_sha2 = 32768; // RFC 3962, 4; RFC 8009, 4
    if (of.rounds != 0) return of.rounds;
    return enctype < first_sha2 ? usual : usual_of_sha2;
}

/// Three words: the status, a reserved one and flags.
[[nodiscard]] std::vector<std::byte> extended_error(std::uint32_t status) {
    std::vector<std::byte> out(12);
    for (std::size_t i = 0; i < 4; ++i)
        out[i] = static_cast<std::byte>(status >> (8 * i));
    out[8] = std::byte{1};
    return out;
}

} // namespace

std::optional<account_refusal> refusal_of(const account& of, moment now) {
    for (const auto& row : states)
        if (row.applies(of.options, now)) {
            auto out = row.refusal;
            out.of = &of;
            return out;
        }
    return std::nullopt;
}

std::vector<std::byte> method_data_of(const account_refusal& refusal) {
    constexpr int extended = 3; // the type of a salt (PA-PW-SALT) too
    const auto enctype = refusal.of->keys.all().front().keytype;
    method_data_value all;
    add_etype_info(*all, enctype, {refusal.of->salt, rounds_of(*refusal.of, enctype)});
    const auto octets = extended_error(refusal.nt_status);
    PA_DATA padata{};
    padata.padata_type = static_cast<PADATA_TYPE>(extended);
    padata.padata_value = borrow(octets);
    if (add_METHOD_DATA(&*all, &padata) != 0) throw std::bad_alloc();
    return all.written();
}

} // namespace sspi::testing::detail
