// SPDX-License-Identifier: BSL-1.0
// RFC 3961 encryption and checksums by Heimdal, over scattered buffers.
#include "cipher.hpp"

#include "errors.hpp"
#include "objects.hpp"

#include <array>
#include <vector>

namespace sspi::heimdal {

namespace {

using detail::operation;
using role = cipher_part::role;

constexpr unsigned flag_of(role kind) {
    constexpr std::array<unsigned, 5> flags{KRB5_CRYPTO_TYPE_HEADER, KRB5_CRYPTO_TYPE_DATA,
                                            KRB5_CRYPTO_TYPE_SIGN_ONLY, KRB5_CRYPTO_TYPE_TRAILER,
                                            KRB5_CRYPTO_TYPE_CHECKSUM};
    return flags[static_cast<std::size_t>(kind)];
}

[[nodiscard]] std::vector<krb5_crypto_iov> vector_of(std::span<const cipher_part> parts) {
    std::vector<krb5_crypto_iov> out;
    out.reserve(parts.size());
    for (const auto& part : parts)
        out.push_back({flag_of(part.kind), {part.content.size(), part.content.data()}});
    return out;
}

[[nodiscard]] result<void> outcome(krb5_error_code code) {
    if (code != 0) return krb5_failure(operation::message, code);
    return {};
}

class heimdal_cipher final : public cipher {
  public:
    explicit heimdal_cipher(owned_crypto crypto) : crypto_(std::move(crypto)) {}

    std::size_t header_size() const noexcept override { return length(KRB5_CRYPTO_TYPE_HEADER); }
    std::size_t trailer_size() const noexcept override { return length(KRB5_CRYPTO_TYPE_TRAILER); }
    std::size_t checksum_size() const noexcept override { return length(KRB5_CRYPTO_TYPE_CHECKSUM); }
    std::size_t block_size() const noexcept override {
        std::size_t size = 0;
        (void)krb5_crypto_getblocksize(thread_context(), crypto_.get(), &size);
        return size;
    }

    result<void> encrypt(std::uint32_t usage, std::span<const cipher_part> parts) override {
        auto iov = vector_of(parts);
        return outcome(krb5_encrypt_iov_ivec(thread_context(), crypto_.get(), usage, iov.data(),
                                             static_cast<int>(iov.size()), nullptr));
    }
    result<void> decrypt(std::uint32_t usage, std::span<const cipher_part> parts) override {
        auto iov = vector_of(parts);
        return outcome(krb5_decrypt_iov_ivec(thread_context(), crypto_.get(), usage, iov.data(),
                                             static_cast<unsigned>(iov.size()), nullptr));
    }
    result<void> make_checksum(std::uint32_t usage, std::span<const cipher_part> parts) override {
        auto iov = vector_of(parts);
        return outcome(krb5_create_checksum_iov(thread_context(), crypto_.get(), usage, iov.data(),
                                                static_cast<unsigned>(iov.size()), nullptr));
    }
    result<void> verify_checksum(std::uint32_t usage, std::span<const cipher_part> parts) override {
        auto iov = vector_of(parts);
        return outcome(krb5_verify_checksum_iov(thread_context(), crypto_.get(), usage, iov.data(),
                                                static_cast<unsigned>(iov.size()), nullptr));
    }

  private:
    [[nodiscard]] std::size_t length(int type) const noexcept {
        std::size_t size = 0;
        (void)krb5_crypto_length(thread_context(), crypto_.get(), type, &size);
        return size;
    }

    owned_crypto crypto_;
};

} // namespace

result<std::unique_ptr<cipher>> make_cipher(std::int32_t enctype, std::span<const std::byte> key) {
    krb5_keyblock block{};
    block.keytype = enctype;
    block.keyvalue = {key.size(), const_cast<std::byte*>(key.data())}; // copied, not written to
    owned_crypto crypto;
    if (const auto code = krb5_crypto_init(thread_context(), &block, KRB5_ENCTYPE_NULL, crypto.out()))
        return krb5_failure(operation::inquire, code);
    return std::unique_ptr<cipher>(std::make_unique<heimdal_cipher>(std::move(crypto)));
}

} // namespace sspi::heimdal
