// SPDX-License-Identifier: BSL-1.0
// What a service sends along with a request in a user's name, and how the KDC confirms the user.
#include "s4u_padata.hpp"

#include "../wire/der.hpp"
#include "../wire/der_writing.hpp"
#include "number_in.hpp"

#include <sspi/detail/enctype.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <span>
#include <string>

namespace sspi::heimdal::s4u {

namespace {

constexpr std::string_view package = "Kerberos";
constexpr std::uint32_t for_user_usage = 17;
constexpr auto claim_usage = static_cast<krb5_key_usage>(26),
               confirmation_usage = static_cast<krb5_key_usage>(27);
/// The KDC makes its checksum with a usage of its own (2.2.2), so that a claim does not pass for its confirmation.
constexpr std::array<std::uint8_t, 4> own_usage_for_reply{0x20, 0, 0, 0};

/// A Checksum that was made, freed when it goes.
class made_checksum {
  public:
    made_checksum() = default;
    made_checksum(const made_checksum&) = delete;
    made_checksum& operator=(const made_checksum&) = delete;
    ~made_checksum() { free_Checksum(&value_); }

    [[nodiscard]] krb5_error_code make(const krb5_keyblock* key, krb5_key_usage usage, int type, view over) {
        owned_crypto crypto;
        const auto context = thread_context();
        if (key != nullptr)
            if (const auto code = krb5_crypto_init(context, key, KRB5_ENCTYPE_NULL, crypto.out()))
                return code;
        return krb5_create_checksum(context, crypto.get(), usage, type, const_cast<std::byte*>(over.data()),
                                    over.size(), &value_);
    }
    /// HMAC-MD5.
    [[nodiscard]] krb5_error_code hmac(const krb5_keyblock& key, view over) {
        value_.checksum.data = std::calloc(1, md5_size);
        value_.checksum.length = value_.checksum.data != nullptr ? md5_size : 0;
        if (value_.checksum.data == nullptr) return ENOMEM;
        return krb5_hmac(thread_context(), CKSUMTYPE_RSA_MD5, over.data(), over.size(), 0,
                         const_cast<krb5_keyblock*>(&key), &value_);
    }
    void call_it(CKSUMTYPE type) noexcept { value_.cksumtype = type; }
    void wipe() noexcept {
        detail::wipe({static_cast<std::byte*>(value_.checksum.data), value_.checksum.length});
    }
    [[nodiscard]] const Checksum& get() const noexcept { return value_; }

  private:
    static constexpr std::size_t md5_size = 16;

    Checksum value_{};
};

/// The checksum of RC4's profile (RFC 4757 section 4) under a key of any type, which Heimdal makes under RC4's alone. Of its
/// two keys the one of the message is an HMAC of a text.
[[nodiscard]] krb5_error_code sign(const krb5_keyblock& key, std::uint32_t usage, view message,
                                   made_checksum& out) {
    constexpr char label[] = "signaturekey"; // with the octet that ends it
    made_checksum signing_key;
    if (const auto code = signing_key.hmac(key, std::as_bytes(std::span(label)))) return code;
    bytes hashed;
    for (int shift = 0; shift < 32; shift += 8)
        hashed.push_back(static_cast<std::byte>(usage >> shift & 0xFF));
    hashed.insert(hashed.end(), message.begin(), message.end());
    made_checksum digest;
    if (const auto code = digest.make(nullptr, krb5_key_usage{}, CKSUMTYPE_RSA_MD5, hashed)) return code;
    const krb5_keyblock second{.keytype = key.keytype, .keyvalue = signing_key.get().checksum};
    const auto code = out.hmac(second, octets_of(digest.get().checksum));
    signing_key.wipe();
    out.call_it(CKSUMTYPE_HMAC_MD5);
    return code;
}

/// The four octets of the name's type, the lowest first, and all strings (2.2.1).
[[nodiscard]] bytes signed_octets(krb5_const_principal user) {
    bytes out;
    const auto add = [&out](std::string_view text) {
        for (const char each : text)
            out.push_back(static_cast<std::byte>(each));
    };
    const auto type = static_cast<std::uint32_t>(user->name.name_type);
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<std::byte>(type >> shift & 0xFF));
    const auto name = name_of(user);
    for (const auto& each : name.components)
        add(each);
    add(name.realm);
    add(package);
    return out;
}

[[nodiscard]] bytes copy_of(const detail::secret_bytes& from) {
    return {from.view().begin(), from.view().end()};
}

/// S4UUserID.
[[nodiscard]] bytes user_id(const user_claim& claim) {
    std::array<std::byte, 1 + own_usage_for_reply.size()> options{}; // no unused bits at its end
    std::ranges::transform(own_usage_for_reply, options.begin() + 1,
                           [](std::uint8_t octet) { return std::byte{octet}; });
    const auto name = encoded<encode_PrincipalName, length_PrincipalName>(claim.user->name);
    const auto nonce = der::member(0, der::integer(claim.nonce));
    const auto who = der::element(der::context(1), {view(name)});
    const auto realm = der::member(2, der::general_string(claim.user->realm));
    const auto bits = der::member(4, der::element(0x03, {view(options)}));
    return copy_of(der::element(der::tag::sequence, {nonce.view(), who.view(), realm.view(), bits.view()}));
}

/// Keys from before RFC 3961's profile for AES do not key this checksum (2.2.2).
[[nodiscard]] bool keys_checksum(const krb5_keyblock& key) {
    const auto* const row = detail::find_enctype(key.keytype);
    return row != nullptr && row->is_cfx;
}

/// The user in an S4UUserID, if it is about this request.
[[nodiscard]] bool names_user(const user_claim& claim, view id) {
    const auto members = der::sequence_of<5>(id, der::unknown::passed_over);
    if (!members) return false;
    const auto nonce = der::unsigned_in((*members)[0]);
    const auto& name = (*members)[1];
    const auto text = der::exact((*members)[2], der::tag::general_string);
    name_value who;
    if (nonce != claim.nonce || !name || !text || who.read(*name) != 0) return false;
    const std::string of(reinterpret_cast<const char*>(text->data()), text->size());
    const auto got = name_of(*who, of.c_str());
    const auto asked = name_of(claim.user);
    return detail::equal_ignoring_ascii_case(got.realm, asked.realm) &&
           std::ranges::equal(got.components, asked.components, detail::equal_ignoring_ascii_case);
}

[[nodiscard]] bool is_good(const user_claim& claim, view id, view sum) {
    checksum_value checksum;
    owned_crypto crypto;
    const auto context = thread_context();
    if (checksum.read(sum) != 0 || !names_user(claim, id)) return false;
    if (krb5_crypto_init(context, claim.key, KRB5_ENCTYPE_NULL, crypto.out()) != 0) return false;
    return krb5_checksum_is_keyed(context, static_cast<krb5_cksumtype>(number_in(checksum->cksumtype))) !=
               0 &&
           krb5_verify_checksum(context, crypto.get(), confirmation_usage, const_cast<std::byte*>(id.data()),
                                id.size(), const_cast<Checksum*>(&*checksum)) == 0;
}

} // namespace

bytes resource_based() {
    constexpr std::array<std::uint8_t, 5> flags{0, 0x10, 0, 0, 0}; // bit 3 of 32
    const auto bits = der::member(0, der::element(0x03, {std::as_bytes(std::span(flags))}));
    return copy_of(der::element(der::tag::sequence, {bits.view()}));
}

krb5_error_code for_user(krb5_const_principal user, const krb5_keyblock& session, bytes& out) {
    const auto octets = signed_octets(user);
    made_checksum sum;
    if (const auto code = sign(session, for_user_usage, octets, sum)) return code;
    std::string kind(package);
    PA_S4U2Self claim{};
    claim.name = user->name; // borrowed, as all of it
    claim.realm = user->realm;
    claim.cksum = sum.get();
    claim.auth = kind.data();
    out = encoded<encode_PA_S4U2Self, length_PA_S4U2Self>(claim);
    return out.empty() ? EINVAL : 0;
}

krb5_error_code x509_user(const user_claim& claim, bytes& out) {
    const auto id = user_id(claim);
    made_checksum sum;
    const bool keyed = keys_checksum(*claim.key);
    const auto code =
        sum.make(keyed ? claim.key : nullptr, claim_usage, keyed ? CKSUMTYPE_NONE : CKSUMTYPE_RSA_MD4, id);
    if (code != 0) return code;
    const auto checksum = encoded<encode_Checksum, length_Checksum>(sum.get());
    const auto who = der::element(der::context(0), {view(id)});
    const auto proof = der::element(der::context(1), {view(checksum)});
    out = copy_of(der::element(der::tag::sequence, {who.view(), proof.view()}));
    return 0;
}

confirmation confirmed(const user_claim& claim, const METHOD_DATA* sent) {
    if (sent == nullptr) return confirmation::absent;
    for (const auto& each : std::span(sent->val, sent->len)) {
        if (number_in(each.padata_type) != KRB5_PADATA_FOR_X509_USER) continue;
        const auto members = der::sequence_of<2>(octets_of(each.padata_value));
        if (!members || !(*members)[0] || !(*members)[1]) return confirmation::wrong;
        return is_good(claim, *(*members)[0], *(*members)[1]) ? confirmation::given : confirmation::wrong;
    }
    return confirmation::absent;
}

} // namespace sspi::heimdal::s4u
