// SPDX-License-Identifier: BSL-1.0
// Proves the PAC of an accepted ticket before anything in it is believed ([MS-PAC] 2.8, [MS-KILE] 3.4.5.3).
#include "proved_account.hpp"

#include "cursors.hpp"

#include "../trace.hpp"
#include "../wire/authorization_data.hpp"

#include <sspi/detail/enctype.hpp>
#include <sspi/detail/principal_text.hpp>

#include <cerrno>
#include <optional>
#include <string_view>

namespace sspi::heimdal {

namespace {

using account = std::shared_ptr<const pac_account>;

constexpr auto signature_usage = static_cast<krb5_key_usage>(17); // KERB_NON_KERB_CKSUM_SALT

[[nodiscard]] account without(std::string_view why) {
    if (trace::enabled()) trace::line("  the client is no account of a domain: " + std::string(why));
    return nullptr;
}

[[nodiscard]] bool is_kind_of(const krb5_keyblock& key, const pac_signature& signature) {
    const auto* const row = detail::find_enctype(static_cast<int>(key.keytype));
    return row != nullptr && row->checksum == signature.type;
}

[[nodiscard]] krb5_error_code verify(const krb5_keyblock& key, bytes& over, const pac_signature& signature) {
    owned_crypto crypto;
    if (const auto code = krb5_crypto_init(thread_context(), &key, KRB5_ENCTYPE_NULL, crypto.out()))
        return code;
    Checksum sum{};
    sum.cksumtype = static_cast<CKSUMTYPE>(signature.type);
    sum.checksum.data = const_cast<std::byte*>(signature.octets.data()); // which is only read
    sum.checksum.length = signature.octets.size();
    return krb5_verify_checksum(thread_context(), crypto.get(), signature_usage, over.data(), over.size(),
                                &sum);
}

/// 0 where the key made the signature.
[[nodiscard]] krb5_error_code verify_with(const krb5_keyblock& key, const pac& in) {
    const auto signature = in.server_signature();
    auto over = in.signed_octets();
    if (!signature || !over || !is_kind_of(key, *signature)) return KRB5KRB_AP_ERR_INAPP_CKSUM;
    return verify(key, *over, *signature);
}

/// 0 where one of the keys made the signature.
[[nodiscard]] krb5_error_code verify_with_one(krb5_keytab keys, const pac& in) {
    const auto signature = in.server_signature();
    auto over = in.signed_octets();
    if (!signature || !over) return KRB5KRB_AP_ERR_INAPP_CKSUM;
    krb5_error_code out = KRB5KRB_AP_ERR_INAPP_CKSUM;
    keytab_entries all(keys);
    while (const auto* const entry = all.next()) {
        if (!is_kind_of(entry->keyblock, *signature)) continue;
        out = verify(entry->keyblock, *over, *signature);
        if (out == 0 || out == ENOMEM) break;
    }
    return all.error() == ENOMEM ? ENOMEM : out;
}

/// Whether a PAC was made for this client, who logged on at that time.
[[nodiscard]] bool is_for(const pac& in, std::string_view client, time_t authenticated_at) {
    const auto made_for = in.client();
    const auto name = detail::unescaped(detail::split_principal(client).name);
    return made_for && name && made_for->name == *name &&
           made_for->authenticated_at == utc_time(std::chrono::seconds(authenticated_at));
}

/// What `verify` says of the signature decides, once there is one to be looked at.
template <class Verify>
[[nodiscard]] result<account> believed(view octets, const std::string& client, Verify&& verify,
                                       std::optional<time_t> authenticated_at) {
    const auto found = pac::read(octets);
    if (!found) return without("the PAC is malformed");
    if (!found->find(pac_buffer::logon_info)) return without("the PAC names no account");
    const auto code = verify(*found);
    if (code == ENOMEM) return failed_with(status::insufficient_memory);
    if (code != 0) return without("the PAC is not signed with the service's key");
    if (!authenticated_at || !is_for(*found, client, *authenticated_at))
        return without("the PAC is another ticket's");
    auto proved = account_in(*found);
    if (!proved) return without("the PAC names it in a way that is not understood");
    return std::make_shared<const pac_account>(*std::move(proved));
}

/// The first in AD-IF-RELEVANT, where KDCs put it ([MS-PAC] 2.1); nothing without one.
[[nodiscard]] std::optional<view> pac_of(const EncTicketPart& content) {
    const auto* const all = content.authorization_data;
    for (std::size_t i = 0; all != nullptr && i < all->len; ++i) {
        const auto& each = all->val[i];
        if (each.ad_type != static_cast<int>(wire::ad_if_relevant)) continue;
        const view inside(static_cast<const std::byte*>(each.ad_data.data), each.ad_data.length);
        if (const auto found = wire::find_authorization(inside, wire::ad_win2k_pac)) return found;
    }
    return std::nullopt;
}

} // namespace

result<account> account_in_ticket(const EncTicketPart& content, const krb5_keyblock& key,
                                  const std::string& client) {
    const auto octets = pac_of(content);
    if (!octets) return without("the ticket has no PAC");
    return believed(
        *octets, client, [&](const pac& in) { return verify_with(key, in); }, content.authtime);
}

result<account> proved_account(gss_ctx_id_t context, krb5_keytab keys, const std::string& client) {
    OM_uint32 minor = 0;
    owned_buffer octets;
    auto major =
        gsskrb5_extract_authz_data_from_sec_context(&minor, context, KRB5_AUTHDATA_WIN2K_PAC, octets.out());
    if (GSS_ERROR(major) && minor == ENOMEM) return failed_with(status::insufficient_memory);
    if (GSS_ERROR(major)) return without("the ticket has no PAC");
    time_t authenticated_at = 0;
    major = gsskrb5_extract_authtime_from_sec_context(&minor, context, &authenticated_at);
    if (GSS_ERROR(major) && minor == ENOMEM) return failed_with(status::insufficient_memory);
    return believed(
        octets.bytes(), client, [&](const pac& in) { return verify_with_one(keys, in); },
        GSS_ERROR(major) ? std::nullopt : std::optional(authenticated_at));
}

} // namespace sspi::heimdal
