// SPDX-License-Identifier: BSL-1.0
// What both sides of user-to-user authentication share.
#include "user_to_user.hpp"

#include "errors.hpp"
#include "service_ticket.hpp"

#include <sspi/detail/enctype.hpp>

#include <algorithm>
#include <span>

namespace sspi::heimdal {

namespace {

using detail::operation;

[[nodiscard]] result<owned_credentials> cached_ticket(kdc_call& call, const login& from) {
    owned_cache cache;
    if (const auto code = open_cache_of(from, cache)) return krb5_failure(operation::initiate, code);
    auto out = own_granting_ticket(call, cache.get());
    if (!out) return failed_with(status::no_credentials, out.error().text.get());
    user_to_user::follow_clock(cache.get());
    return out;
}

[[nodiscard]] failure made_elsewhere() {
    return failed_with(status::internal_error, "messages of RFC 4121 are not made by the mechanism");
}

} // namespace

namespace user_to_user {

result<owned_credentials> own_ticket(kdc_call& call, const login& from) {
    if (from.cache_name.empty())
        return failed_with(status::no_credentials, "a keytab has no ticket-granting ticket");
    auto out = cached_ticket(call, from);
    if (!out) return out;
    if (auto refused = unfit(out->get()->session)) return *refused;
    return out;
}

void follow_clock(krb5_ccache cache) {
    krb5_deltat offset = 0;
    if (krb5_cc_get_kdc_offset(thread_context(), cache, &offset) == 0)
        krb5_set_kdc_sec_offset(thread_context(), static_cast<std::int32_t>(offset), 0);
}

std::optional<failure> unfit(const krb5_keyblock& key) {
    const auto* const row = detail::find_enctype(key.keytype);
    if (row != nullptr && row->is_cfx && key.keyvalue.length * 8 == row->key_bits) return std::nullopt;
    return failed_with(status::crypto_system_invalid,
                       "user-to-user needs a key of RFC 4121, not of enctype " + std::to_string(key.keytype));
}

result<binding_hash> hash_of(const std::optional<channel_bindings>& bindings) {
    binding_hash out{};
    if (!bindings) return out;
    auto octets = hashed_octets(*bindings);
    Checksum made{};
    const auto code = krb5_create_checksum(thread_context(), nullptr, krb5_key_usage{}, CKSUMTYPE_RSA_MD5,
                                           octets.data(), octets.size(), &made);
    if (code != 0) return krb5_failure(operation::initiate, code);
    const std::span digest(static_cast<const std::byte*>(made.checksum.data), made.checksum.length);
    std::ranges::copy(digest.first(std::min(digest.size(), out.size())), out.begin());
    krb5_data_free(&made.checksum);
    return out;
}

kerberos_name name_of(krb5_const_principal principal) {
    const auto context = thread_context();
    kerberos_name out;
    out.realm = krb5_principal_get_realm(context, principal);
    const auto count = static_cast<unsigned>(krb5_principal_get_num_comp(context, principal));
    for (unsigned i = 0; i < count; ++i)
        out.components.emplace_back(krb5_principal_get_comp_string(context, principal, i));
    return out;
}

result<std::string> text_of(krb5_const_principal principal) {
    owned_text text;
    if (const auto code = krb5_unparse_name(thread_context(), principal, text.out()))
        return krb5_failure(operation::inquire, code);
    return std::string(text.get());
}

utc_time time_of(time_t seconds) {
    return utc_time(std::chrono::seconds(seconds));
}

failure malformed() {
    return refused_with(status::invalid_token, "the token is not the user-to-user token that is due");
}

} // namespace user_to_user

const krb5_keyblock& user_to_user_context::message_key() const noexcept {
    const auto& of = *auth_.get();
    const auto* const acceptors = initiator_ ? of.remote_subkey : of.local_subkey;
    const auto* const initiators = initiator_ ? of.local_subkey : of.remote_subkey;
    if (acceptors != nullptr) return *acceptors;
    return initiators != nullptr ? *initiators : *of.keyblock;
}

result<established> user_to_user_context::describe() {
    established out;
    auto client = user_to_user::text_of(client_.get());
    if (!client) return client.error();
    auto server = user_to_user::text_of(server_.get());
    if (!server) return server.error();
    out.initiator = std::move(*client);
    out.acceptor = std::move(*server);
    out.granted = granted_;
    if (initiator_) out.password_expires = login_->password_expires;
    const auto& key = message_key();
    const view octets(static_cast<const std::byte*>(key.keyvalue.data), key.keyvalue.length);
    const auto& auth = *auth_.get();
    out.session_key = detail::secret_bytes(octets);
    out.keys.rfc4121 = true;
    out.keys.initiator = initiator_;
    out.keys.acceptor_subkey = (initiator_ ? auth.remote_subkey : auth.local_subkey) != nullptr;
    out.keys.enctype = key.keytype;
    out.keys.key = detail::secret_bytes(octets);
    out.keys.send_sequence = auth.local_seqnumber;
    out.keys.receive_sequence = auth.remote_seqnumber;
    // Without an AP-REP the acceptor never tells its number, and counts from the initiator's.
    if (!detail::has(granted_, detail::gss_flag::mutual)) {
        auto& own = initiator_ ? out.keys.receive_sequence : out.keys.send_sequence;
        own = initiator_ ? out.keys.send_sequence : out.keys.receive_sequence;
    }
    return out;
}

result<bytes> user_to_user_context::get_mic(view) {
    return made_elsewhere();
}
result<void> user_to_user_context::verify_mic(view, view) {
    return made_elsewhere();
}
result<bytes> user_to_user_context::wrap(bool, view) {
    return made_elsewhere();
}
result<unwrapped> user_to_user_context::unwrap(view) {
    return made_elsewhere();
}

result<detail::secret_bytes> user_to_user_context::export_state() {
    return made_elsewhere();
}

} // namespace sspi::heimdal
