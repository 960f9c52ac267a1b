// SPDX-License-Identifier: BSL-1.0
// One Kerberos encryption key in use (RFC 3961), as per-message protection needs it.
#pragma once

#include "../failure.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::gss {

/// One stretch of a message. The order of the parts is the order in which they enter the cipher and the
/// checksum.
struct cipher_part {
    enum class role {
        header,    // room for the confounder
        data,      // encrypted in place; in a checksum: covered
        sign_only, // covered by the checksum, not encrypted
        trailer,   // room for, or the value of, the integrity tag
        checksum,  // room for, or the value of, a checksum
    };
    role kind;
    std::span<std::byte> content;
};

/// Not thread-safe: one owner at a time.
class cipher {
  public:
    virtual ~cipher() = default;

    [[nodiscard]] virtual std::size_t header_size() const noexcept = 0;
    [[nodiscard]] virtual std::size_t trailer_size() const noexcept = 0;
    [[nodiscard]] virtual std::size_t checksum_size() const noexcept = 0;
    [[nodiscard]] virtual std::size_t block_size() const noexcept = 0;

    [[nodiscard]] virtual result<void> encrypt(std::uint32_t usage, std::span<const cipher_part> parts) = 0;
    [[nodiscard]] virtual result<void> decrypt(std::uint32_t usage, std::span<const cipher_part> parts) = 0;
    [[nodiscard]] virtual result<void> make_checksum(std::uint32_t usage,
                                                     std::span<const cipher_part> parts) = 0;
    [[nodiscard]] virtual result<void> verify_checksum(std::uint32_t usage,
                                                       std::span<const cipher_part> parts) = 0;
};

} // namespace sspi::gss
