// SPDX-License-Identifier: BSL-1.0
// AP-REPs by keys of AES.
#include "accepted_reply.hpp"

#include "../messages/encrypted_data.hpp"
#include "../messages/random_octets.hpp"
#include "../wire/authorization_data.hpp"
#include "errors.hpp"
#include "number_in.hpp"

#include <sspi/detail/enctype.hpp>

#include <cerrno>
#include <new>

namespace sspi::heimdal {

namespace {

using detail::operation;

constexpr std::uint32_t usage_of_replies = 12; // RFC 4120 7.5.1

void release_part(EncAPRepPart* part) noexcept {
    if (part->subkey != nullptr) {
        auto& octets = part->subkey->keyvalue;
        detail::wipe(std::span(static_cast<std::byte*>(octets.data), octets.length));
    }
    free_EncAPRepPart(part);
}
using reply_part = filled<EncAPRepPart, release_part>;

[[nodiscard]] bool makes_messages(std::int32_t enctype) noexcept {
    const auto* const row = detail::find_enctype(enctype);
    return row != nullptr && row->is_cfx;
}

/// The first of those that the client would take (RFC 4537); the session key's where it does not say.
[[nodiscard]] std::int32_t enctype_for(const request_opening& opening) {
    const auto* const data = opening.authenticator()->authorization_data;
    for (unsigned i = 0; data != nullptr && i < data->len; ++i) {
        const auto octets = octets_of(data->val[i].ad_data);
        const auto type = data->val[i].ad_type;
        const auto list = type == KRB5_AUTHDATA_IF_RELEVANT ? find_authorization(octets, ad_etype_negotiation)
                                                            : std::nullopt;
        if (const auto found = list ? enctype_of_list(*list, makes_messages) : std::nullopt) return *found;
    }
    return static_cast<std::int32_t>(opening.ticket().key.keytype);
}

[[nodiscard]] ticket_key new_key(std::int32_t enctype) {
    const auto size = detail::find_enctype(enctype)->key_bits / 8;
    ticket_key out{.enctype = enctype, .octets = detail::secret_bytes::of_size(size)};
    if (!messages::draw_random(out.octets.units())) throw std::bad_alloc();
    return out;
}

/// As Heimdal's: MIT's took those above for negative once.
[[nodiscard]] std::uint32_t new_number() {
    std::uint32_t out = 0;
    if (!messages::draw_random(std::as_writable_bytes(std::span(&out, 1)))) throw std::bad_alloc();
    return (out & 0x3FFFFFFF) | 1;
}

[[nodiscard]] detail::secret_bytes written(const EncAPRepPart& part) {
    auto out = detail::secret_bytes::of_size(length_EncAPRepPart(&part));
    std::size_t used = 0;
    auto* const last = reinterpret_cast<unsigned char*>(out.units().data()) + out.size() - 1;
    if (encode_EncAPRepPart(last, out.size(), &part, &used) != 0 || used != out.size())
        throw std::bad_alloc();
    return out;
}

[[nodiscard]] detail::secret_bytes content_for(const Authenticator& of, const ticket_key& subkey,
                                               std::uint32_t sequence) {
    EncryptionKey key{};
    key.keytype = subkey.enctype;
    key.keyvalue = borrow_data(subkey.octets.view());
    EncAPRepPart part{};
    part.ctime = of.ctime;
    part.cusec = of.cusec;
    part.subkey = &key;
    part.seq_number = &sequence;
    return written(part);
}

} // namespace

result<accepted_reply> accepted_reply::to(const request_opening& opening) {
    const auto& session = opening.ticket().key;
    accepted_reply out{.message = {}, .subkey = new_key(enctype_for(opening)), .sequence = new_number()};
    const auto content = content_for(*opening.authenticator(), out.subkey, out.sequence);
    const messages::base_key key{.enctype = session.keytype, .octets = octets_of(session)};
    const auto sealed = messages::encrypted(key, usage_of_replies, content.view());
    if (!sealed) return failed_with(status::internal_error, "the session key cannot be used");
    AP_REP reply{};
    reply.pvno = 5;
    reply.msg_type = krb_ap_rep;
    reply.enc_part.etype = static_cast<ENCTYPE>(session.keytype);
    reply.enc_part.cipher = borrow_data(*sealed);
    out.message = encoded<encode_AP_REP, length_AP_REP>(reply);
    return out;
}

result<std::uint32_t> number_in_reply(const AP_REP& reply, const ticket_key& session) {
    krb5_clear_error_message(thread_context());
    if (reply.pvno != 5) return krb5_failure(operation::accept, KRB5KRB_AP_ERR_BADVERSION);
    if (number_in(reply.msg_type) != krb_ap_rep)
        return krb5_failure(operation::accept, KRB5KRB_AP_ERR_MSG_TYPE);
    const messages::base_key key{.enctype = session.enctype, .octets = session.octets.view()};
    const auto plain = number_in(reply.enc_part.etype) == session.enctype
                           ? messages::decrypted(key, usage_of_replies, octets_of(reply.enc_part.cipher))
                           : std::nullopt;
    if (!plain) return krb5_failure(operation::accept, KRB5KRB_AP_ERR_BAD_INTEGRITY);
    reply_part part;
    std::size_t used = 0;
    const auto code = part.by([&](EncAPRepPart* out) {
        return decode_EncAPRepPart(reinterpret_cast<const unsigned char*>(plain->view().data()),
                                   plain->size(), out, &used);
    });
    if (code != 0) return krb5_failure(operation::accept, code);
    if (part->seq_number == nullptr) return gss_failure(operation::accept, GSS_S_UNSEQ_TOKEN, 0);
    return *part->seq_number;
}

} // namespace sspi::heimdal
