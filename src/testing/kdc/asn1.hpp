// SPDX-License-Identifier: BSL-1.0
// Owners for Heimdal's ASN.1 values, read from octets and written as octets.
#pragma once

#include "krb5_handles.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <vector>

namespace sspi::testing::detail {

using octet_view = std::span<const std::byte>;

/// Heimdal takes what it only reads through pointers to non-const.
[[nodiscard]] inline krb5_data borrow(octet_view octets) noexcept {
    krb5_data data{};
    data.length = octets.size();
    data.data = const_cast<std::byte*>(octets.data());
    return data;
}

[[nodiscard]] inline octet_view view(const krb5_data& data) noexcept {
    return {static_cast<const std::byte*>(data.data), data.length};
}

[[nodiscard]] inline std::vector<std::byte> copy_of(octet_view octets) {
    return {octets.begin(), octets.end()};
}

/// A value that owns what Heimdal's decoder, or its user, puts into it with malloc.
template <class value, auto& decode, auto& encode, auto& length, auto& release>
class asn1 {
  public:
    asn1() = default;
    ~asn1() { release(&value_); }
    asn1(const asn1&) = delete;
    asn1& operator=(const asn1&) = delete;

    /// Whether the octets are such a value, and nothing behind it.
    [[nodiscard]] bool read(octet_view from) {
        const auto used = read_first(from);
        return used != 0 && used == from.size();
    }

    /// Whether the octets begin with such a value: what DES3 opens has padding behind it.
    [[nodiscard]] bool read_padded(octet_view from) { return read_first(from) != 0; }

    [[nodiscard]] std::vector<std::byte> written() const {
        std::vector<std::byte> out(length(&value_));
        std::size_t used = 0;
        auto* const last = reinterpret_cast<unsigned char*>(out.data()) + out.size() - 1;
        if (const auto code = encode(last, out.size(), &value_, &used); code != 0 || used != out.size())
            throw error("a message cannot be written", code);
        return out;
    }

    void clear() {
        release(&value_);
        value_ = value{};
    }

    [[nodiscard]] value* operator->() noexcept { return &value_; }
    [[nodiscard]] const value* operator->() const noexcept { return &value_; }
    [[nodiscard]] value& operator*() noexcept { return value_; }
    [[nodiscard]] const value& operator*() const noexcept { return value_; }

  private:
    /// How many octets the value takes; 0 when there is none.
    [[nodiscard]] std::size_t read_first(octet_view from) {
        clear();
        std::size_t used = 0;
        const auto* const first = reinterpret_cast<const unsigned char*>(from.data());
        if (decode(first, from.size(), &value_, &used) == 0) return used;
        value_ = value{}; // which the decoder has released
        return 0;
    }

    value value_{};
};

#define SSPI_ASN1(name) asn1<name, decode_##name, encode_##name, length_##name, free_##name>
using as_request_value = SSPI_ASN1(AS_REQ);
using tgs_request_value = SSPI_ASN1(TGS_REQ);
using as_reply_value = SSPI_ASN1(AS_REP);
using tgs_reply_value = SSPI_ASN1(TGS_REP);
using ap_request_value = SSPI_ASN1(AP_REQ);
using authenticator_value = SSPI_ASN1(Authenticator);
using ticket_part_value = SSPI_ASN1(EncTicketPart);
using as_reply_part_value = SSPI_ASN1(EncASRepPart);
using tgs_reply_part_value = SSPI_ASN1(EncTGSRepPart);
using authorization_data_value = SSPI_ASN1(AuthorizationData);
using error_value = SSPI_ASN1(KRB_ERROR);
using method_data_value = SSPI_ASN1(METHOD_DATA);
using etype_info2_value = SSPI_ASN1(ETYPE_INFO2);
using s4u2self_value = SSPI_ASN1(PA_S4U2Self);
#undef SSPI_ASN1

/// Puts a copy of octets where an ASN.1 value has an OCTET STRING.
inline void assign(krb5_data& to, octet_view from) {
    krb5_data_free(&to);
    if (krb5_data_copy(&to, from.data(), from.size()) != 0) throw std::bad_alloc();
}

/// Puts a copy of a text where an ASN.1 value has a GeneralString.
inline void assign(char*& to, const std::string& from) {
    char* const copy = strdup(from.c_str());
    if (copy == nullptr) throw std::bad_alloc();
    std::free(to);
    to = copy;
}

inline void assign(PrincipalName& to, const PrincipalName& from) {
    PrincipalName copy{};
    if (copy_PrincipalName(&from, &copy) != 0) throw std::bad_alloc();
    free_PrincipalName(&to);
    to = copy;
}

/// Makes an OPTIONAL that is absent present, and empty.
template <class value>
value& present(value*& field) {
    if (field == nullptr) field = static_cast<value*>(std::calloc(1, sizeof(value)));
    if (field == nullptr) throw std::bad_alloc();
    return *field;
}

/// A name with its realm, as people write it. Empty when there is none.
[[nodiscard]] std::string name_text(krb5_context context, const PrincipalName* name, const char* realm);

/// Bits as the RFCs count them, from the most significant, of bits as Heimdal does, and back.
[[nodiscard]] constexpr std::uint32_t reversed(std::uint32_t bits) noexcept {
    std::uint32_t out = 0;
    for (int i = 0; i < 32; ++i)
        out |= (bits >> i & 1U) << (31 - i);
    return out;
}

/// What a key seals under a usage, or nothing when it is not so.
[[nodiscard]] std::vector<std::byte> opened(krb5_context context, const EncryptionKey& key, unsigned usage,
                                            const EncryptedData& sealed);

/// Seals octets in place of what was sealed there. The number of the key, if any, stays.
void seal(krb5_context context, const EncryptionKey& key, unsigned usage, octet_view plain,
          EncryptedData& into);

} // namespace sspi::testing::detail
