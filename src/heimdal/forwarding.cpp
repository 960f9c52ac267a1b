// SPDX-License-Identifier: BSL-1.0
// Ticket-granting tickets to forward, which Heimdal's mechanism asks for under watch.
#include "forwarding.hpp"

#include "errors.hpp"
#include "kdc_values.hpp"
#include "service_ticket.hpp"
#include "tgs_exchange.hpp"

#include <algorithm>
#include <span>

namespace sspi::heimdal {

namespace {

using detail::operation;

constexpr std::byte tgs_request_tag{0x6C}, tgs_reply_tag{0x6D}; // [APPLICATION 12], 13

[[nodiscard]] bool begins_with(view message, std::byte tag) {
    return !message.empty() && message.front() == tag;
}

/// The AP-REQ of a request (RFC 4120 5.4.1).
[[nodiscard]] krb5_error_code read_proof(const TGS_REQ& request, ap_request_value& out) {
    if (request.padata != nullptr)
        for (const auto& each : std::span(request.padata->val, request.padata->len))
            if (each.padata_type == KRB5_PADATA_TGS_REQ) return out.read(octets_of(each.padata_value));
    return KRB5KDC_ERR_PADATA_TYPE_NOSUPP;
}

[[nodiscard]] krb5_error_code read_authenticator(const AP_REQ& proof, const krb5_keyblock& session,
                                                 authenticator_value& out) {
    plain_octets plain;
    const auto code = decrypt(session, KRB5_KU_TGS_REQ_AUTH, proof.authenticator, plain);
    return code != 0 ? code : out.read(plain.octets());
}

[[nodiscard]] bool asks_to_forward(const KDC_REQ_BODY& body) {
    if (body.sname == nullptr || body.kdc_options.forwarded == 0) return false;
    return granted_realm(name_of(*body.sname, body.realm)) == body.realm;
}

[[nodiscard]] std::vector<std::int32_t> enctypes_in(const KDC_REQ_BODY& body) {
    std::vector<std::int32_t> out;
    for (const auto each : std::span(body.etype.val, body.etype.len))
        out.push_back(static_cast<std::int32_t>(each));
    return out;
}

} // namespace

bool watched_forwarding::expects(const watched_forwarding* by, view request) {
    if (!begins_with(request, tgs_request_tag)) return true;
    tgs_request_value decoded;
    return by != nullptr && decoded.read(request) == 0 && asks_to_forward(decoded->req_body);
}

bool watched_forwarding::accepts(watched_forwarding* by, view request, view reply) {
    if (by == nullptr || !begins_with(request, tgs_request_tag) || !begins_with(reply, tgs_reply_tag))
        return true;
    auto judged = by->judge(request, reply);
    if (!judged) by->refusal_ = judged.error();
    return judged.has_value();
}

result<void> watched_forwarding::judge(view request, view reply) {
    owned_cache cache;
    if (const auto code = open_cache_of(with_, cache)) return krb5_failure(call_, operation::initiate, code);
    const auto with = own_granting_ticket(call_, cache.get());
    if (!with) return with.error();
    const clock_of_cache clock(call_, cache.get());
    tgs_request_value decoded;
    ap_request_value proof;
    authenticator_value authenticator;
    auto code = decoded.read(request);
    if (code == 0) code = read_proof(*decoded, proof);
    if (code == 0) code = read_authenticator(*proof, with->get()->session, authenticator);
    if (code != 0) return krb5_failure(call_, operation::initiate, code);
    const auto& body = decoded->req_body;
    tgs_question what{.with = with->get(), .server = with->get()->server};
    what.options = body.kdc_options;
    what.addresses = body.addresses != nullptr;
    const tgs_secrets secrets{.session = &with->get()->session,
                              .subkey = authenticator->subkey,
                              .nonce = static_cast<std::uint32_t>(body.nonce)};
    const auto got = read_tgs_reply(call_, operation::initiate, what, secrets, enctypes_in(body), reply);
    if (!got) return got.error();
    return {};
}

} // namespace sspi::heimdal
