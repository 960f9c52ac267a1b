// SPDX-License-Identifier: BSL-1.0
// Opens AP-REQs whose keys are of AES. The order in which faults are found is Heimdal's, whose errors they are.
#include "request_opening.hpp"

#include "../messages/encrypted_data.hpp"
#include "../wire/authenticator_checksum.hpp"
#include "assumptions.hpp"
#include "errors.hpp"
#include "number_in.hpp"

#include <sspi/detail/enctype.hpp>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace sspi::heimdal {

namespace {

using detail::operation;

// RFC 4120 7.5.1
constexpr std::uint32_t usage_of_tickets = 2, usage_of_authenticators = 11;

void wipe(EncryptionKey* key) noexcept {
    if (key == nullptr || key->keyvalue.data == nullptr) return;
    detail::wipe(std::span(static_cast<std::byte*>(key->keyvalue.data), key->keyvalue.length));
}

[[nodiscard]] messages::base_key base_of(const EncryptionKey& key) noexcept {
    return {.enctype = static_cast<std::int32_t>(key.keytype), .octets = octets_of(key)};
}

/// By one key. Nothing where it is not the one.
[[nodiscard]] std::optional<detail::secret_bytes> opened(const EncryptedData& sealed,
                                                         const messages::base_key& key, std::uint32_t usage) {
    if (number_in(sealed.etype) != key.enctype) return std::nullopt;
    return messages::decrypted(key, usage, octets_of(sealed.cipher));
}

template <auto& Decode, class Value>
[[nodiscard]] krb5_error_code decoded(view octets, Value* out) {
    std::size_t used = 0;
    return Decode(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), out, &used);
}

/// The realms that a ticket came through.
class transited_realms {
  public:
    transited_realms() = default;
    transited_realms(const transited_realms&) = delete;
    transited_realms& operator=(const transited_realms&) = delete;
    ~transited_realms() {
        for (unsigned i = 0; i < count_; ++i)
            krb5_xfree(realms_[i]);
        krb5_xfree(static_cast<void*>(realms_));
    }

    [[nodiscard]] krb5_error_code read(const Ticket& ticket, const EncTicketPart& part) {
        return krb5_domain_x500_decode(thread_context(), part.transited.contents, &realms_, &count_,
                                       part.crealm, ticket.realm);
    }
    [[nodiscard]] krb5_error_code judge(const Ticket& ticket, const EncTicketPart& part) const {
        return krb5_check_transited(thread_context(), part.crealm, ticket.realm, realms_, count_, nullptr);
    }

  private:
    char** realms_ = nullptr;
    unsigned count_ = 0;
};

/// RFC 4120 2.7: where the KDC did not, by [capaths].
[[nodiscard]] krb5_error_code judge_path(const Ticket& ticket, const EncTicketPart& part) {
    constexpr std::int32_t compressed = 1; // DOMAIN-X500-COMPRESS
    const auto& path = part.transited;
    const auto type = static_cast<std::int32_t>(path.tr_type);
    if (part.flags.transited_policy_checked != 0 || (type == 0 && path.contents.length == 0)) return 0;
    if (type != compressed) return KRB5KDC_ERR_TRTYPE_NOSUPP;
    if (path.contents.length == 0) return 0;
    transited_realms realms;
    if (const auto code = realms.read(ticket, part)) return code;
    return realms.judge(ticket, part);
}

class owned_pac {
  public:
    owned_pac() = default;
    owned_pac(const owned_pac&) = delete;
    owned_pac& operator=(const owned_pac&) = delete;
    ~owned_pac() {
        if (pac_ != nullptr) krb5_pac_free(thread_context(), pac_);
    }
    [[nodiscard]] krb5_error_code read(view octets) {
        return krb5_pac_parse(thread_context(), octets.data(), octets.size(), &pac_);
    }
    [[nodiscard]] krb5_error_code verify(const EncTicketPart& part, const krb5_keyblock& key) const {
        const auto client = assumed::lent_principal(part.cname, part.crealm);
        return krb5_pac_verify(thread_context(), pac_, part.authtime, &client, &key, nullptr);
    }

  private:
    krb5_pac pac_ = nullptr;
};

[[nodiscard]] failure refusal(krb5_error_code code) {
    krb5_clear_error_message(thread_context());
    return krb5_failure(operation::accept, code);
}

} // namespace

void release::ticket_part(EncTicketPart* part) noexcept {
    wipe(&part->key);
    free_EncTicketPart(part);
}

void release::authenticator(Authenticator* authenticator) noexcept {
    wipe(authenticator->subkey);
    free_Authenticator(authenticator);
}

utc_time clock_of_acceptors() {
    int ahead = 0;
    if (gsskrb5_get_time_offset(&ahead) != GSS_S_COMPLETE) ahead = 0;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return now + std::chrono::seconds(ahead);
}

view octets_of(const EncryptionKey& key) noexcept {
    return octets_of(key.keyvalue);
}

bool is_of_aes(const EncryptionKey& key) noexcept {
    return messages::encrypts_data(base_of(key));
}

bool request_opening::concerns(const Ticket& ticket) noexcept {
    const auto* const row = detail::find_enctype(number_in(ticket.enc_part.etype));
    return row != nullptr && row->is_cfx;
}

result<void> request_opening::prove(const AP_REQ& request) {
    const bool is_request = request.pvno == 5 && request.ticket.tkt_vno == 5;
    if (!is_request) return refusal(KRB5KRB_AP_ERR_BADVERSION);
    if (number_in(request.msg_type) != krb_ap_req) return refusal(KRB5KRB_AP_ERR_MSG_TYPE);
    if (request.ap_options.use_session_key != 0) return refusal(KRB5KRB_AP_ERR_NOKEY);
    if (const auto code = decrypt_ticket(request.ticket.enc_part)) return refusal(code);
    for_mechanism_ = !is_of_aes(ticket_->key);
    if (for_mechanism_) return {};
    const auto undecrypted = decrypt_authenticator(request.authenticator);
    if (const auto code = judge_ticket(request.ticket)) return krb5_failure(operation::accept, code);
    if (undecrypted != 0) return refusal(undecrypted);
    for_mechanism_ = has_strange_parts();
    if (for_mechanism_) return {};
    if (const auto code = judge_authenticator()) return refusal(code);
    if (const auto code = judge_pac()) return krb5_failure(operation::accept, code);
    return {};
}

krb5_keyblock request_opening::key() const noexcept {
    krb5_keyblock out{};
    out.keytype = static_cast<krb5_keytype>(key_.enctype);
    out.keyvalue = borrow_data(key_.octets.view());
    return out;
}

krb5_error_code request_opening::decrypt_ticket(const EncryptedData& sealed) {
    const auto plain =
        opened(sealed, {.enctype = key_.enctype, .octets = key_.octets.view()}, usage_of_tickets);
    if (!plain) return KRB5KRB_AP_ERR_BAD_INTEGRITY;
    return ticket_.by([&](EncTicketPart* out) { return decoded<decode_EncTicketPart>(plain->view(), out); });
}

krb5_error_code request_opening::decrypt_authenticator(const EncryptedData& sealed) {
    const auto plain = opened(sealed, base_of(ticket_->key), usage_of_authenticators);
    if (!plain) return KRB5KRB_AP_ERR_BAD_INTEGRITY;
    const auto code = authenticator_.by(
        [&](Authenticator* out) { return decoded<decode_Authenticator>(plain->view(), out); });
    has_authenticator_ = code == 0;
    return code;
}

krb5_error_code request_opening::judge_ticket(const Ticket& outside) const {
    const auto& part = *ticket_;
    const auto skew = krb5_get_max_time_skew(thread_context());
    const auto now = clock_of_acceptors().time_since_epoch().count();
    const auto start = part.starttime != nullptr ? *part.starttime : part.authtime;
    krb5_clear_error_message(thread_context());
    if (start - now > skew || part.flags.invalid != 0) return KRB5KRB_AP_ERR_TKT_NYV;
    if (now - part.endtime > skew) return KRB5KRB_AP_ERR_TKT_EXPIRED;
    return judge_path(outside, part);
}

krb5_error_code request_opening::judge_authenticator() const {
    const auto here = assumed::lent_principal(authenticator_->cname, authenticator_->crealm);
    const auto there = assumed::lent_principal(ticket_->cname, ticket_->crealm);
    if (!krb5_principal_compare(thread_context(), &here, &there)) return KRB5KRB_AP_ERR_BADMATCH;
    const auto off = std::abs(authenticator_->ctime - clock_of_acceptors().time_since_epoch().count());
    return off > krb5_get_max_time_skew(thread_context()) ? KRB5KRB_AP_ERR_SKEW : 0;
}

/// Heimdal's verdict, whose rules are older than those of `proved_account` and let a login fail.
krb5_error_code request_opening::judge_pac() const {
    if (ticket_->authorization_data == nullptr) return 0;
    krb5_ticket lent{};
    lent.ticket = *ticket_; // which stays the owner
    owned_data octets;
    if (const auto code = krb5_ticket_get_authorization_data_type(thread_context(), &lent,
                                                                  KRB5_AUTHDATA_WIN2K_PAC, octets.out()))
        return code == ENOMEM ? code : 0; // there is none, as the mechanism has it
    if (!krb5_config_get_bool_default(thread_context(), nullptr, 1, "libdefaults", "check_pac", nullptr))
        return 0;
    owned_pac parsed;
    if (const auto code = parsed.read(octets.bytes())) return code;
    return parsed.verify(*ticket_, key());
}

bool request_opening::has_strange_parts() const noexcept {
    const auto* const sum = authenticator_->cksum;
    const bool foreign = sum != nullptr && number_in(sum->cksumtype) != checksum_type;
    return foreign || (authenticator_->subkey != nullptr && !is_of_aes(*authenticator_->subkey));
}

} // namespace sspi::heimdal
