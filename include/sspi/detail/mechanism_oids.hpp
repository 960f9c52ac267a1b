// SPDX-License-Identifier: BSL-1.0
// The object identifiers of mechanisms, as the content of their DER.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sspi::detail {

template <std::size_t Size>
using oid_content = std::array<std::byte, Size>;

/// 1.2.840.113554.1.2.2 (RFC 4121 section 1).
inline constexpr oid_content<9> kerberos_oid{std::byte{0x2A}, std::byte{0x86}, std::byte{0x48},
                                             std::byte{0x86}, std::byte{0xF7}, std::byte{0x12},
                                             std::byte{0x01}, std::byte{0x02}, std::byte{0x02}};

/// 1.2.840.113554.1.2.2.3 (draft-swift-win2k-krb-user2user-03).
inline constexpr auto user_to_user_oid = [] {
    oid_content<10> out{};
    for (std::size_t i = 0; i < kerberos_oid.size(); ++i)
        out[i] = kerberos_oid[i];
    out.back() = std::byte{0x03};
    return out;
}();

/// 1.2.840.48018.1.2.2, Kerberos' cut to 16 bits, which Windows went on to use (MS-SPNG 3.1.5.2).
inline constexpr auto microsoft_kerberos_oid = [] {
    auto out = kerberos_oid;
    out[3] = std::byte{0x82};
    return out;
}();

/// 1.3.6.1.5.5.2 (RFC 4178 section 3).
inline constexpr oid_content<6> spnego_oid{std::byte{0x2B}, std::byte{0x06}, std::byte{0x01},
                                           std::byte{0x05}, std::byte{0x05}, std::byte{0x02}};

/// The whole of an identifier's DER. None of these is longer than 127 octets.
template <std::size_t Size>
[[nodiscard]] constexpr std::array<std::byte, Size + 2> with_header(const oid_content<Size>& oid) noexcept {
    static_assert(Size < 0x80);
    std::array<std::byte, Size + 2> out{std::byte{0x06}, std::byte{Size}};
    for (std::size_t i = 0; i < Size; ++i)
        out[i + 2] = oid[i];
    return out;
}

} // namespace sspi::detail
