// SPDX-License-Identifier: BSL-1.0
// Answers of an AS exchange, laid before the judge.
#include "as_reply.hpp"

#include "kdc_answer.hpp"
#include "number_in.hpp"

#include <cstdlib>
#include <span>

namespace sspi::heimdal {

namespace {

[[nodiscard]] std::optional<utc_time> limit_in(const KerberosTime* from) {
    return from == nullptr || *from == 0 ? std::nullopt : std::optional(time_of(*from));
}

/// RENEWABLE-OK asks for a ticket that can be renewed until the end that was asked for (RFC 4120 5.4.1).
[[nodiscard]] std::optional<utc_time> renewal_limit(const KDC_REQ_BODY& body) {
    return limit_in(body.kdc_options.renewable != 0 ? body.rtime : body.till);
}

[[nodiscard]] std::vector<std::int32_t> enctypes_in(const KDC_REQ_BODY& body) {
    std::vector<std::int32_t> out;
    for (const auto& each : std::span(body.etype.val, body.etype.len))
        out.push_back(number_in(each));
    return out;
}

/// A KDC that is asked for the canonical name answers with that; it may have referred to another realm before.
[[nodiscard]] ticket_question question_in(const KDC_REQ_BODY& body, krb5_const_principal client) {
    const auto context = thread_context();
    krb5_timestamp now{};
    krb5_timeofday(context, &now);
    return {.client = name_of(client),
            .match = body.kdc_options.canonicalize != 0 ? client_match::renamed : client_match::same,
            .server = name_of(*body.sname, body.realm),
            .initial = true,
            .wishes = wishes_of(body.kdc_options),
            .nonce = static_cast<std::uint32_t>(body.nonce),
            .enctypes = enctypes_in(body),
            .until = limit_in(body.till),
            .renew_until = renewal_limit(body),
            .addresses = body.addresses != nullptr,
            .now = time_of(now),
            .skew = std::chrono::seconds(krb5_get_max_time_skew(context))};
}

/// RFC 4120 5.4.2. The key's expiration is that of password or account, whichever is first, and counts where nothing else is
/// said, or something later of the account.
[[nodiscard]] std::optional<utc_time> password_expiry_in(const EncKDCRepPart& content) {
    constexpr std::int32_t of_password = 6, of_account = 7;
    std::optional<utc_time> account;
    for (const auto& each : std::span(content.last_req.val, content.last_req.len)) {
        const auto type = std::abs(number_in(each.lr_type)); // negative: as this server knows it
        if (type == of_password) return limit_in(&each.lr_value);
        if (type == of_account) account = limit_in(&each.lr_value);
    }
    const auto key = limit_in(content.key_expiration);
    return key && account && *key >= *account ? std::nullopt : key;
}

} // namespace

krb5_error_code judge_initial(krb5_const_principal client, view request, view reply,
                              const reply_key_finder& find_key, initial_facts& facts) {
    as_request_value asked;
    as_reply_value came;
    held_key key;
    plain_octets plain;
    reply_content content;
    auto code = asked.read(request);
    if (code == 0) code = came.read(reply);
    if (code != 0) return code;
    if (asked->req_body.sname == nullptr) return KRB5KDC_ERR_SERVER_NOMATCH;
    code = find_key(number_in(came->enc_part.etype), key);
    if (code == 0) code = decrypt(*key.get(), KRB5_KU_AS_REP_ENC_PART, came->enc_part, plain);
    if (code == 0) code = read_content(plain.octets(), content);
    if (code != 0) return code;
    const auto fault = judge(question_in(asked->req_body, client), answer_in(*came, *content));
    if (!fault || is_of_time(*fault))
        facts = {.at = time_of(content->authtime), .password_expires = password_expiry_in(*content)};
    return fault ? refuse(*fault) : 0;
}

} // namespace sspi::heimdal
