// SPDX-License-Identifier: BSL-1.0
// Blocks through OpenSSL's AES.
#include "openssl_aes.hpp"

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstring>
#include <mutex>
#include <utility>

namespace sspi::messages::openssl {

namespace {

/// Of a library context of our own: what a program does to the default one, its configuration included, does not
/// concern the messages here, and it is still there for contexts that are deleted when the process ends.
class ciphers {
  public:
    /// Null where OpenSSL has none, or no memory for it: the next who asks has it looked for again.
    [[nodiscard]] const EVP_CIPHER* of(std::size_t key_size) noexcept {
        if (key_size == 16) return found(aes128_, "AES-128-CBC");
        return key_size == 32 ? found(aes256_, "AES-256-CBC") : nullptr;
    }

  private:
    using place = std::atomic<const EVP_CIPHER*>;

    [[nodiscard]] const EVP_CIPHER* found(place& known, const char* name) noexcept {
        if (const auto* const before = known.load(std::memory_order_acquire)) return before;
        const std::scoped_lock lock(mutex_);
        if (library_ == nullptr) library_ = OSSL_LIB_CTX_new();
        if (library_ == nullptr) return nullptr;
        if (known.load(std::memory_order_relaxed) == nullptr)
            known.store(EVP_CIPHER_fetch(library_, name, nullptr), std::memory_order_release);
        return known.load(std::memory_order_relaxed);
    }

    std::mutex mutex_;
    OSSL_LIB_CTX* library_ = nullptr;
    place aes128_{nullptr}, aes256_{nullptr};
};

[[nodiscard]] const EVP_CIPHER* cipher_for(std::size_t key_size) noexcept {
    static constinit ciphers all; // without a destructor that does anything
    return all.of(key_size);
}

[[nodiscard]] const unsigned char* octets(const std::byte* p) noexcept {
    return reinterpret_cast<const unsigned char*>(p);
}
[[nodiscard]] unsigned char* octets(std::byte* p) noexcept {
    return reinterpret_cast<unsigned char*>(p);
}

} // namespace

bool aes_cbc::has(std::size_t key_size) noexcept {
    return cipher_for(key_size) != nullptr;
}

bool aes_cbc::use(way to, std::span<const std::byte> key) noexcept {
    const auto* const cipher = cipher_for(key.size());
    if (cipher == nullptr) return false;
    std::unique_ptr<EVP_CIPHER_CTX, free_context> made(EVP_CIPHER_CTX_new());
    encrypts_ = to == way::encrypt;
    chain_ = {};
    if (made == nullptr ||
        EVP_CipherInit_ex2(made.get(), cipher, octets(key.data()), octets(chain_.data()), encrypts_ ? 1 : 0,
                           nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(made.get(), 0) != 1)
        return false;
    context_ = std::move(made);
    return true;
}

bool aes_cbc::forget_chain() noexcept {
    chain_ = {};
    return EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, octets(chain_.data()), -1, nullptr) == 1;
}

bool aes_cbc::run_encrypt(const std::byte* from, std::byte* to, std::size_t size) noexcept {
    if (restarted_) {
        std::memmove(to, from, cipher_block);
        correct(to);
        if (!update(to, to, cipher_block)) return false;
        from += cipher_block;
        to += cipher_block;
        size -= cipher_block;
    }
    if (size > 0 && !update(from, to, size)) return false;
    std::copy_n(to + size - cipher_block, cipher_block, chain_.begin());
    return true;
}

bool aes_cbc::run_decrypt(const std::byte* from, std::byte* to, std::size_t size) noexcept {
    block last;
    std::copy_n(from + size - cipher_block, cipher_block, last.begin());
    if (!update(from, to, size)) return false;
    if (restarted_) correct(to);
    chain_ = last;
    return true;
}

bool aes_cbc::update(const std::byte* from, std::byte* to, std::size_t size) noexcept {
    constexpr std::size_t most = INT_MAX / 2 / cipher_block * cipher_block;
    while (size > 0) {
        const auto step = std::min(size, most);
        int made = 0;
        if (EVP_CipherUpdate(context_.get(), octets(to), &made, octets(from), static_cast<int>(step)) != 1 ||
            static_cast<std::size_t>(made) != step)
            return false;
        from += step;
        to += step;
        size -= step;
    }
    return true;
}

} // namespace sspi::messages::openssl
