// SPDX-License-Identifier: BSL-1.0
// Requests to a ticket-granting service, as octets.
#include "tgs_request.hpp"

#include "asn1.hpp"
#include "s4u_padata.hpp"

#include <cerrno>
#include <memory>
#include <type_traits>

namespace sspi::heimdal {

namespace {

void free_enctypes(krb5_enctype* list) {
    krb5_xfree(list);
}

/// Positive, as old KDCs want it (RFC 4120 5.4.1).
[[nodiscard]] std::uint32_t random_number() {
    std::uint32_t out = 0;
    krb5_generate_random_block(&out, sizeof out);
    return out & 0x7FFFFFFF;
}

/// Over a request's body.
[[nodiscard]] krb5_error_code sum_of(const bytes& body, const krb5_keyblock& key, Checksum& out) {
    owned_crypto crypto;
    const auto code = krb5_crypto_init(thread_context(), &key, KRB5_ENCTYPE_NULL, crypto.out());
    if (code != 0) return code;
    return krb5_create_checksum(thread_context(), crypto.get(), KRB5_KU_TGS_REQ_AUTH_CKSUM, CKSUMTYPE_NONE,
                                const_cast<std::byte*>(body.data()), body.size(), &out);
}

[[nodiscard]] PA_DATA lent(std::int32_t type, bytes& value) {
    PA_DATA out{};
    out.padata_type = static_cast<PADATA_TYPE>(type);
    out.padata_value = {value.size(), value.data()};
    return out;
}

} // namespace

krb5_error_code tgs_request::make(const tgs_question& what) {
    const auto context = thread_context();
    with_ = what.with;
    nonce_ = random_number();
    auto code = krb5_generate_subkey_extended(context, &with_->session, KRB5_ENCTYPE_NULL, subkey_.out());
    if (code == 0) code = choose_enctypes();
    if (code != 0) return code;
    KDC_REQ_BODY body{}; // it borrows everything
    body.kdc_options = what.options;
    body.realm = what.server->realm;
    auto server = what.server->name;
    body.sname = &server;
    auto till = with_->times.endtime;
    body.till = &till;
    body.nonce = static_cast<krb5int32>(nonce_);
    std::vector<ENCTYPE> enctypes;
    for (const auto each : enctypes_)
        enctypes.push_back(static_cast<ENCTYPE>(each));
    body.etype.len = static_cast<unsigned>(enctypes.size());
    body.etype.val = enctypes.data();
    std::remove_pointer_t<decltype(body.additional_tickets)> tickets{};
    if (what.additional != nullptr) {
        tickets.len = 1;
        tickets.val = const_cast<Ticket*>(what.additional);
        body.additional_tickets = &tickets;
    }
    return finish(what, body);
}

krb5_error_code tgs_request::choose_enctypes() {
    krb5_enctype* list = nullptr;
    const auto code = krb5_get_default_in_tkt_etypes(thread_context(), KRB5_PDU_TGS_REQUEST, &list);
    if (code != 0) return code;
    const std::unique_ptr<krb5_enctype, void (*)(krb5_enctype*)> owned(list, free_enctypes);
    enctypes_.clear();
    for (auto* each = list; each != nullptr && *each != KRB5_ENCTYPE_NULL; ++each)
        enctypes_.push_back(static_cast<std::int32_t>(*each));
    return 0;
}

krb5_error_code tgs_request::finish(const tgs_question& what, KDC_REQ_BODY& body) {
    bytes proof;
    bytes for_user;
    bytes claim;
    bytes options;
    std::vector<PA_DATA> padata;
    if (const auto code = authenticate(encoded<encode_KDC_REQ_BODY, length_KDC_REQ_BODY>(body), proof))
        return code;
    padata.push_back(lent(KRB5_PADATA_TGS_REQ, proof));
    if (what.for_user) {
        auto code = s4u::x509_user({.user = what.client, .nonce = nonce_, .key = subkey_.get()}, claim);
        if (code == 0) code = s4u::for_user(what.client, with_->session, for_user);
        if (code != 0) return code;
        padata.push_back(lent(KRB5_PADATA_FOR_X509_USER, claim));
        padata.push_back(lent(KRB5_PADATA_FOR_USER, for_user));
    }
    if (what.resource_based) {
        options = s4u::resource_based();
        padata.push_back(lent(s4u::pa_pac_options, options));
    }
    METHOD_DATA all{};
    all.len = static_cast<unsigned>(padata.size());
    all.val = padata.data();
    TGS_REQ request{};
    request.pvno = 5;
    request.msg_type = krb_tgs_req;
    request.padata = &all;
    request.req_body = body;
    octets_ = encoded<encode_TGS_REQ, length_TGS_REQ>(request);
    return octets_.empty() ? EINVAL : 0;
}

krb5_error_code tgs_request::authenticate(const bytes& body, bytes& out) const {
    if (body.empty()) return EINVAL;
    krb5_data sealed{};
    if (const auto code = seal_authenticator(body, sealed)) return code;
    owned_data request;
    const auto code =
        krb5_build_ap_req(thread_context(), static_cast<krb5_enctype>(with_->session.keytype),
                          const_cast<krb5_creds*>(with_), 0, sealed, request.out()); // frees what is sealed
    if (code == 0) out.assign(request.bytes().begin(), request.bytes().end());
    return code;
}

krb5_error_code tgs_request::seal_authenticator(const bytes& body, krb5_data& out) const {
    const auto context = thread_context();
    filled<Checksum, free_Checksum> sum;
    if (const auto code = sum.by([&](Checksum* into) { return sum_of(body, with_->session, *into); }))
        return code;
    Authenticator said{}; // it borrows everything
    said.authenticator_vno = 5;
    said.crealm = with_->client->realm;
    said.cname = with_->client->name;
    said.cksum = const_cast<Checksum*>(&*sum);
    krb5_timestamp now{};
    krb5_us_timeofday(context, &now, &said.cusec);
    said.ctime = now;
    said.subkey = const_cast<krb5_keyblock*>(subkey_.get());
    auto plain = encoded<encode_Authenticator, length_Authenticator>(said);
    owned_crypto crypto;
    auto code = krb5_crypto_init(context, &with_->session, KRB5_ENCTYPE_NULL, crypto.out());
    if (code == 0)
        code = krb5_encrypt(context, crypto.get(), KRB5_KU_TGS_REQ_AUTH, plain.data(), plain.size(), &out);
    detail::wipe(plain);
    return code;
}

} // namespace sspi::heimdal
