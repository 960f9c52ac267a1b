// SPDX-License-Identifier: BSL-1.0
// Heimdal's Kerberos cryptography (RFC 3961) over scattered buffers: what ours is held against.
#pragma once

#include <failure.hpp>
#include <support/catch.hpp>

#include <sspi/detail/gss_status.hpp>

#include <krb5.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sspi::test {

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

/// One key in use. Not for two threads at a time.
class heimdal_cipher {
  public:
    heimdal_cipher(std::int32_t enctype, std::span<const std::byte> key) {
        krb5_keyblock block{};
        block.keytype = enctype;
        block.keyvalue = {key.size(), const_cast<std::byte*>(key.data())}; // copied, not written to
        REQUIRE(krb5_init_context(&context_) == 0);
        REQUIRE(krb5_crypto_init(context_, &block, KRB5_ENCTYPE_NULL, &crypto_) == 0);
    }
    heimdal_cipher(const heimdal_cipher&) = delete;
    heimdal_cipher& operator=(const heimdal_cipher&) = delete;
    ~heimdal_cipher() {
        krb5_crypto_destroy(context_, crypto_);
        krb5_free_context(context_);
    }

    [[nodiscard]] std::size_t header_size() const { return length(KRB5_CRYPTO_TYPE_HEADER); }
    [[nodiscard]] std::size_t trailer_size() const { return length(KRB5_CRYPTO_TYPE_TRAILER); }
    [[nodiscard]] std::size_t checksum_size() const { return length(KRB5_CRYPTO_TYPE_CHECKSUM); }
    [[nodiscard]] std::size_t block_size() const {
        std::size_t size = 0;
        REQUIRE(krb5_crypto_getblocksize(context_, crypto_, &size) == 0);
        return size;
    }

    [[nodiscard]] result<void> encrypt(std::uint32_t usage, std::span<const cipher_part> parts) {
        auto iov = vector_of(parts);
        return outcome(krb5_encrypt_iov_ivec(context_, crypto_, usage, iov.data(),
                                             static_cast<int>(iov.size()), nullptr));
    }
    [[nodiscard]] result<void> decrypt(std::uint32_t usage, std::span<const cipher_part> parts) {
        auto iov = vector_of(parts);
        return outcome(krb5_decrypt_iov_ivec(context_, crypto_, usage, iov.data(),
                                             static_cast<unsigned>(iov.size()), nullptr));
    }
    [[nodiscard]] result<void> make_checksum(std::uint32_t usage, std::span<const cipher_part> parts) {
        auto iov = vector_of(parts);
        return outcome(krb5_create_checksum_iov(context_, crypto_, usage, iov.data(),
                                                static_cast<unsigned>(iov.size()), nullptr));
    }
    [[nodiscard]] result<void> verify_checksum(std::uint32_t usage, std::span<const cipher_part> parts) {
        auto iov = vector_of(parts);
        return outcome(krb5_verify_checksum_iov(context_, crypto_, usage, iov.data(),
                                                static_cast<unsigned>(iov.size()), nullptr));
    }

  private:
    [[nodiscard]] static std::vector<krb5_crypto_iov> vector_of(std::span<const cipher_part> parts) {
        constexpr std::array<unsigned, 5> flags{KRB5_CRYPTO_TYPE_HEADER, KRB5_CRYPTO_TYPE_DATA,
                                                KRB5_CRYPTO_TYPE_SIGN_ONLY, KRB5_CRYPTO_TYPE_TRAILER,
                                                KRB5_CRYPTO_TYPE_CHECKSUM};
        std::vector<krb5_crypto_iov> out;
        out.reserve(parts.size());
        for (const auto& part : parts)
            out.push_back(
                {flags[static_cast<std::size_t>(part.kind)], {part.content.size(), part.content.data()}});
        return out;
    }
    [[nodiscard]] static result<void> outcome(krb5_error_code code) {
        constexpr std::uint32_t major = 13U << 16; // GSS_S_FAILURE
        if (code != 0) return failed_with(detail::to_status(detail::operation::message, {major, code}));
        return {};
    }
    [[nodiscard]] std::size_t length(int type) const {
        std::size_t size = 0;
        REQUIRE(krb5_crypto_length(context_, crypto_, type, &size) == 0);
        return size;
    }

    krb5_context context_ = nullptr;
    krb5_crypto crypto_ = nullptr;
};

} // namespace sspi::test
