// SPDX-License-Identifier: BSL-1.0
// Answers of a ticket-granting service: decrypted, and laid before the judge.
#include "tgs_reply.hpp"

#include "kdc_answer.hpp"
#include "s4u_padata.hpp"

#include <cerrno>

namespace sspi::heimdal {

namespace {

using detail::operation;

constexpr std::byte krb_error_tag{0x7E}; // [APPLICATION 30]

/// The code of a KRB-ERROR, with its text on the thread.
[[nodiscard]] krb5_error_code code_in(const tgs_question& what, view error) {
    const auto context = thread_context();
    const auto data = borrow_data(error);
    KRB_ERROR message{};
    if (const auto code = krb5_rd_error(context, &data, &message)) return code;
    krb5_creds about{}; // it lends names for the text
    about.client = const_cast<krb5_principal>(what.with->client);
    about.server = const_cast<krb5_principal>(what.server);
    const auto code = krb5_error_from_rd_error(context, &message, &about);
    krb5_free_error_contents(context, &message);
    return code;
}

/// By the subkey, as RFC 4120 3.3.3 has it; by the session key where the KDC took no notice of that.
[[nodiscard]] krb5_error_code open(const EncryptedData& sealed, const tgs_secrets& with, plain_octets& out) {
    if (with.subkey != nullptr && decrypt(*with.subkey, KRB5_KU_TGS_REP_ENC_PART_SUB_KEY, sealed, out) == 0)
        return 0;
    return decrypt(*with.session, KRB5_KU_TGS_REP_ENC_PART_SESSION, sealed, out);
}

[[nodiscard]] ticket_question question_of(const tgs_question& what, const tgs_secrets& with,
                                          const std::vector<std::int32_t>& enctypes) {
    const auto context = thread_context();
    krb5_timestamp now{};
    krb5_timeofday(context, &now);
    return {.client = name_of(what.expected_client()),
            .match = what.match,
            .server = name_of(what.server),
            .may_refer = what.may_refer,
            .forwarded = what.options.forwarded != 0,
            .nonce = with.nonce,
            .enctypes = enctypes,
            .until = time_of(what.with->times.endtime),
            .addresses = what.addresses || what.with->addresses.len != 0,
            .now = time_of(now),
            .skew = std::chrono::seconds(krb5_get_max_time_skew(context))};
}

[[nodiscard]] krb5_error_code principal_of(const kerberos_name& name, owned_principal& out) {
    const auto context = thread_context();
    auto code = krb5_make_principal(context, out.out(), name.realm.c_str(), nullptr);
    for (unsigned i = 0; code == 0 && i < name.components.size(); ++i)
        code = krb5_principal_set_comp_string(context, out.get(), i, name.components[i].c_str());
    return code;
}

/// As a cache has it. Whose name and for which service is what the KDC says, which the judge has found good.
[[nodiscard]] krb5_error_code keep(const TGS_REP& reply, const EncTGSRepPart& content,
                                   const ticket_answer& said, krb5_const_principal server,
                                   owned_credentials& out) {
    const auto context = thread_context();
    owned_principal client, service;
    auto code = principal_of(said.client, client);
    if (code == 0) code = principal_of(said.server, service);
    if (code != 0) return code;
    if (name_of(server) == said.server)
        krb5_principal_set_type(context, service.get(), krb5_principal_get_type(context, server));
    auto ticket = encoded<encode_Ticket, length_Ticket>(reply.ticket);
    if (ticket.empty()) return EINVAL;
    krb5_creds lent{};
    lent.client = client.get();
    lent.server = service.get();
    lent.session = content.key;
    lent.times = {.authtime = content.authtime,
                  .starttime = start_of(content),
                  .endtime = content.endtime,
                  .renew_till = content.renew_till != nullptr ? *content.renew_till : 0};
    lent.ticket = borrow_data(ticket);
    if (content.caddr != nullptr) lent.addresses = *content.caddr;
    lent.flags.b = content.flags;
    return krb5_copy_creds(context, &lent, out.out());
}

/// Which service a ticket is for that is sealed with a peer's session key, the peer decides: it may not be the one that
/// was meant. A KDC that may refer may also know the service by another name, and is asked once more not to use it.
[[nodiscard]] failure refused_answer(kdc_call& call, operation during, const tgs_question& what,
                                     ticket_fault fault) {
    if (fault == ticket_fault::server && what.options.enc_tkt_in_skey != 0)
        return krb5_failure(call, during, refuse(fault, KRB5KRB_AP_ERR_BADMATCH));
    if (fault == ticket_fault::server && what.may_refer)
        return krb5_failure(call, during, refuse(fault, KRB5KDC_ERR_SERVER_NOMATCH));
    return refused_ticket(call, during, fault);
}

} // namespace

failure refused_ticket(kdc_call& call, operation during, ticket_fault fault) {
    return krb5_failure(call, during, refuse(fault));
}

result<tgs_ticket> read_tgs_reply(kdc_call& call, operation during, const tgs_question& what,
                                  const tgs_secrets& with, const std::vector<std::int32_t>& enctypes,
                                  view reply) {
    if (!reply.empty() && reply.front() == krb_error_tag)
        return krb5_failure(call, during, code_in(what, reply));
    tgs_reply_value decoded;
    plain_octets plain;
    reply_content content;
    auto code = decoded.read(reply);
    if (code == 0) code = open(decoded->enc_part, with, plain);
    if (code == 0) code = read_content(plain.octets(), content);
    if (code != 0) return krb5_failure(call, during, code);
    const auto said = answer_in(*decoded, *content);
    if (const auto fault = judge(question_of(what, with, enctypes), said))
        return refused_answer(call, during, what, *fault);
    tgs_ticket out;
    if (what.for_user) {
        const auto user =
            s4u::confirmed({.user = what.client, .nonce = with.nonce, .key = with.subkey}, decoded->padata);
        if (user == s4u::confirmation::wrong) return refused_ticket(call, during, ticket_fault::client);
        out.user_confirmed = user == s4u::confirmation::given;
    }
    code = keep(*decoded, *content, said, what.server, out.credentials);
    if (code != 0) return krb5_failure(call, during, code);
    return out;
}

} // namespace sspi::heimdal
