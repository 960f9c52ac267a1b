// SPDX-License-Identifier: BSL-1.0
// What KDCs are asked and answer, as Heimdal's ASN.1 library has it: freed when it goes, its keys wiped.
#pragma once

#include "../gss/mechanism.hpp"
#include "../wire/kerberos_name.hpp"
#include "asn1.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <type_traits>
#include <vector>

namespace sspi::heimdal {

/// What was read of octets, in whatever encoding the KDC wrote: nobody else reads them. `Wipe` is called before it is freed.
template <class T, auto& Decode, auto& Free, auto Wipe = nullptr>
class asn1_value {
  public:
    asn1_value() = default;
    asn1_value(const asn1_value&) = delete;
    asn1_value& operator=(const asn1_value&) = delete;
    ~asn1_value() {
        if (!read_) return;
        if constexpr (!std::is_same_v<decltype(Wipe), std::nullptr_t>) Wipe(value_);
        Free(&value_);
    }

    /// Once.
    [[nodiscard]] krb5_error_code read(view octets) {
        std::size_t size = 0;
        const auto* const first = reinterpret_cast<const unsigned char*>(octets.data());
        const auto code = Decode(first, octets.size(), &value_, &size);
        read_ = code == 0;
        return code;
    }

    [[nodiscard]] const T* operator->() const noexcept { return &value_; }
    [[nodiscard]] const T& operator*() const noexcept { return value_; }

  private:
    T value_{};
    bool read_ = false;
};

namespace wiping {
template <class T>
void key_of(T& holder) noexcept {
    auto& octets = holder.key.keyvalue;
    detail::wipe({static_cast<std::byte*>(octets.data), octets.length});
}
inline void subkey_of(Authenticator& holder) noexcept {
    if (holder.subkey == nullptr) return;
    auto& octets = holder.subkey->keyvalue;
    detail::wipe({static_cast<std::byte*>(octets.data), octets.length});
}
} // namespace wiping

using tgs_reply_value = asn1_value<TGS_REP, decode_TGS_REP, free_TGS_REP>;
using as_request_value = asn1_value<AS_REQ, decode_AS_REQ, free_AS_REQ>;
using as_reply_value = asn1_value<AS_REP, decode_AS_REP, free_AS_REP>;
using error_value = asn1_value<KRB_ERROR, decode_KRB_ERROR, free_KRB_ERROR>;
using tgs_request_value = asn1_value<TGS_REQ, decode_TGS_REQ, free_TGS_REQ>;
using ap_request_value = asn1_value<AP_REQ, decode_AP_REQ, free_AP_REQ>;
using authenticator_value =
    asn1_value<Authenticator, decode_Authenticator, free_Authenticator, wiping::subkey_of>;
using checksum_value = asn1_value<Checksum, decode_Checksum, free_Checksum>;
using name_value = asn1_value<PrincipalName, decode_PrincipalName, free_PrincipalName>;
using ticket_content =
    asn1_value<EncTicketPart, decode_EncTicketPart, free_EncTicketPart, wiping::key_of<EncTicketPart>>;
using reply_content =
    asn1_value<EncTGSRepPart, decode_EncTGSRepPart, free_EncTGSRepPart, wiping::key_of<EncTGSRepPart>>;

[[nodiscard]] inline kerberos_name name_of(const PrincipalName& name, const char* realm) {
    kerberos_name out;
    out.realm = realm;
    const auto& parts = name.name_string;
    out.components.assign(parts.val, parts.val + parts.len);
    return out;
}

[[nodiscard]] inline kerberos_name name_of(krb5_const_principal principal) {
    return name_of(principal->name, principal->realm);
}

/// What was decrypted: wiped when it goes.
class plain_octets {
  public:
    plain_octets() = default;
    plain_octets(const plain_octets&) = delete;
    plain_octets& operator=(const plain_octets&) = delete;
    ~plain_octets() { release(); }

    [[nodiscard]] krb5_data* out() noexcept {
        release();
        return &data_;
    }
    [[nodiscard]] view octets() const noexcept {
        return {static_cast<const std::byte*>(data_.data), data_.length};
    }

  private:
    void release() noexcept {
        detail::wipe({static_cast<std::byte*>(data_.data), data_.length});
        krb5_data_free(&data_);
    }
    krb5_data data_{};
};

/// Decrypts with a key, which stays its owner's.
[[nodiscard]] inline krb5_error_code decrypt(const krb5_keyblock& key, unsigned usage,
                                             const EncryptedData& what, plain_octets& out) {
    owned_crypto crypto;
    const auto code = krb5_crypto_init(thread_context(), &key, KRB5_ENCTYPE_NULL, crypto.out());
    return code != 0 ? code
                     : krb5_decrypt_EncryptedData(thread_context(), crypto.get(), usage, &what, out.out());
}

/// A key of one exchange, wiped when it goes.
class owned_key {
  public:
    owned_key() = default;
    explicit owned_key(krb5_keyblock* key) noexcept : key_(key) {}
    owned_key(const owned_key&) = delete;
    owned_key& operator=(const owned_key&) = delete;
    ~owned_key() {
        if (key_ != nullptr) krb5_free_keyblock(thread_context(), key_); // wipes it
    }

    [[nodiscard]] krb5_keyblock** out() noexcept { return &key_; }
    [[nodiscard]] const krb5_keyblock* get() const noexcept { return key_; }

  private:
    krb5_keyblock* key_ = nullptr;
};

} // namespace sspi::heimdal
