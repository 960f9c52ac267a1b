// SPDX-License-Identifier: BSL-1.0
// Takes requests apart.
#include "request_reader.hpp"

#include "../kdc/kpasswd.hpp"
#include "../kdc/kpasswd_message.hpp"
#include "../kdc/number_of.hpp"

#include <utility>

namespace sspi::testing::detail {

const krb5_keyblock* ticket_key(const database& principals, const Ticket& sealed) {
    krb5_principal_data name{};
    name.name = sealed.sname; // borrowed
    name.realm = sealed.realm;
    const auto* const found = principals.find(&name);
    if (found == nullptr) return nullptr;
    const auto* const kvno = sealed.enc_part.kvno;
    if (kvno != nullptr && static_cast<unsigned>(*kvno) != found->kvno) return nullptr;
    return found->key_of(number_of(sealed.enc_part.etype));
}

bool open_ticket(krb5_context context, const database& principals, const Ticket& sealed,
                 ticket_part_value& into) {
    const auto* const key = ticket_key(principals, sealed);
    if (key == nullptr) return false;
    return into.read_padded(opened(context, *key, KRB5_KU_TICKET, sealed.enc_part));
}

request_reader::request_reader(krb5_context context, const database& principals, octet_view request)
    : context_(context), principals_(principals) {
    seen_.size = request.size();
    if (is_kpasswd(request))
        read_password_request(request);
    else if (as_.read(request)) {
        seen_.kind = message::as;
        read_kdc_request(*as_);
        seen_.client = name_text(context_, as_->req_body.cname, as_->req_body.realm);
    } else if (tgs_.read(request)) {
        seen_.kind = message::tgs;
        read_kdc_request(*tgs_);
    }
}

const KDC_REQ_BODY* request_reader::body() const noexcept {
    return seen_.kind == message::as    ? &as_->req_body
           : seen_.kind == message::tgs ? &tgs_->req_body
                                        : nullptr;
}

request_reader::realms_on_the_way request_reader::way() const {
    if (seen_.kind != message::tgs || seen_.client.empty()) return {};
    const std::string client(ticket_->crealm),
        last(ap_->ticket.realm); // there is a client: the ticket was opened
    if (client == last || last == principals_.realm()) return {};
    return {client, last};
}

usable_key request_reader::tgs_reply_key() {
    if (ticket_->key.keyvalue.length == 0) return {};
    const auto plain = opened(context_, ticket_->key, KRB5_KU_TGS_REQ_AUTH, ap_->authenticator);
    if (!authenticator_.read_padded(plain)) return {};
    if (authenticator_->subkey != nullptr) return {authenticator_->subkey, KRB5_KU_TGS_REP_ENC_PART_SUB_KEY};
    return {&ticket_->key, KRB5_KU_TGS_REP_ENC_PART_SESSION};
}

void request_reader::read_kdc_request(const KDC_REQ& request) {
    read_body(request.req_body);
    if (request.padata != nullptr) read_padata(*request.padata);
}

void request_reader::read_body(const KDC_REQ_BODY& body) {
    seen_.realm = body.realm;
    seen_.server = name_text(context_, body.sname, body.realm);
    seen_.options = reversed(KDCOptions2int(body.kdc_options));
    for (unsigned i = 0; i < body.etype.len; ++i)
        seen_.enctypes.push_back(number_of(body.etype.val[i]));
}

void request_reader::read_padata(const METHOD_DATA& padata) {
    for (unsigned i = 0; i < padata.len; ++i) {
        const auto& each = padata.val[i];
        const auto type = number_of(each.padata_type);
        seen_.padata.push_back(type);
        if (seen_.kind != message::tgs) continue;
        if (type == KRB5_PADATA_TGS_REQ) read_ticket(view(each.padata_value));
        if (type == KRB5_PADATA_FOR_USER) read_for_user(view(each.padata_value));
    }
}

/// The first one in a request: the KDC looks at no other.
void request_reader::read_ticket(octet_view ap_request) {
    if (std::exchange(has_proof_, true)) return;
    if (ap_.read(ap_request) && open_ticket(context_, principals_, ap_->ticket, ticket_))
        seen_.client = name_text(context_, &ticket_->cname, ticket_->crealm);
}

void request_reader::read_password_request(octet_view request) {
    seen_.kind = message::password;
    seen_.server = std::string(kpasswd_service) + "@" + principals_.realm();
    seen_.realm = principals_.realm();
    if (const auto parsed = parse_kpasswd(request)) read_ticket(parsed->ap_req);
}

void request_reader::read_for_user(octet_view padata) {
    s4u2self_value asked;
    if (asked.read(padata)) seen_.s4u_client = name_text(context_, &asked->name, asked->realm);
}

} // namespace sspi::testing::detail
