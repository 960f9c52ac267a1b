// SPDX-License-Identifier: BSL-1.0
// Changes the PAC in a ticket ([MS-PAC] 2.3), and signs it again (2.8).
#include "pac_writer.hpp"

#include "../kdc/number_of.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace sspi::testing::detail {
namespace {

constexpr auto signature_usage = static_cast<krb5_key_usage>(17);
constexpr std::size_t type_size = 4;

class checksum {
  public:
    checksum() = default;
    ~checksum() { free_Checksum(&value_); }
    checksum(const checksum&) = delete;
    checksum& operator=(const checksum&) = delete;

    /// With the type that goes with the key.
    void make(krb5_context context, const krb5_keyblock& key, octet_view over) {
        owned<krb5_crypto, krb5_crypto_destroy> crypto(context);
        check(context, krb5_crypto_init(context, &key, KRB5_ENCTYPE_NULL, crypto.put()), "a PAC's key");
        CKSUMTYPE type{};
        check(context, krb5_crypto_get_checksum_type(context, crypto.get(), &type), "a PAC's signature");
        check(context,
              krb5_create_checksum(context, crypto.get(), signature_usage, type,
                                   const_cast<std::byte*>(over.data()), over.size(), &value_),
              "a PAC's signature");
    }
    [[nodiscard]] std::uint32_t type() const noexcept {
        return static_cast<std::uint32_t>(number_of(value_.cksumtype));
    }
    [[nodiscard]] octet_view octets() const noexcept { return view(value_.checksum); }

  private:
    Checksum value_{};
};

[[nodiscard]] std::uint64_t number_at(octet_view in, std::size_t at, std::size_t size) {
    std::uint64_t out = 0;
    for (std::size_t i = size; i-- > 0;)
        out = out << 8 | std::to_integer<std::uint64_t>(in[at + i]);
    return out;
}

/// A signature's buffer; empty where the list has none, or one that is not in the PAC.
[[nodiscard]] std::span<std::byte> place_of(std::span<std::byte> pac, std::uint32_t type) {
    constexpr std::size_t head = 8, entry = 16;
    if (pac.size() < head) return {};
    const auto count = std::min<std::uint64_t>(number_at(pac, 0, 4), (pac.size() - head) / entry);
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = head + i * entry;
        const auto size = number_at(pac, at + 4, 4), offset = number_at(pac, at + 8, 8);
        if (number_at(pac, at, 4) == type && offset <= pac.size() && size <= pac.size() - offset &&
            size > type_size)
            return pac.subspan(offset, size);
    }
    return {};
}

void put(std::span<std::byte> place, const checksum& made) {
    if (place.size() != type_size + made.octets().size()) return;
    for (std::size_t i = 0; i < type_size; ++i)
        place[i] = static_cast<std::byte>(made.type() >> (8 * i) & 0xFF);
    std::ranges::copy(made.octets(), place.subspan(type_size).begin());
}

void sign(krb5_context context, std::span<std::byte> pac, const krb5_keyblock& service,
          const krb5_keyblock& kdc) {
    const auto server_place = place_of(pac, 6), kdc_place = place_of(pac, 7);
    if (server_place.empty() || kdc_place.empty()) return;
    std::ranges::fill(server_place.subspan(type_size), std::byte{0});
    std::ranges::fill(kdc_place.subspan(type_size), std::byte{0});
    // The types are signed too.
    checksum of_service, of_kdc;
    of_service.make(context, service, pac);
    put(server_place, of_service);
    std::ranges::fill(server_place.subspan(type_size), std::byte{0});
    checksum again;
    again.make(context, service, pac);
    put(server_place, again);
    of_kdc.make(context, kdc, server_place.subspan(type_size));
    put(kdc_place, of_kdc);
}

} // namespace

void rewrite_pac(krb5_context context, AuthorizationData& in, const pac_edit& edit,
                 const krb5_keyblock& service, const krb5_keyblock& kdc) {
    for (unsigned i = 0; i < in.len; ++i) {
        auto& outer = in.val[i];
        authorization_data_value inner;
        if (outer.ad_type != KRB5_AUTHDATA_IF_RELEVANT || !inner.read(view(outer.ad_data))) continue;
        for (unsigned j = 0; j < inner->len; ++j) {
            auto& element = inner->val[j];
            if (element.ad_type != KRB5_AUTHDATA_WIN2K_PAC) continue;
            auto pac = copy_of(view(element.ad_data));
            if (edit) pac = edit(std::move(pac));
            sign(context, pac, service, kdc);
            assign(element.ad_data, pac);
        }
        assign(outer.ad_data, inner.written());
    }
}

} // namespace sspi::testing::detail
