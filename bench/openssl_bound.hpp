// SPDX-License-Identifier: BSL-1.0
// What a protocol with these algorithms cannot go below when it calls OpenSSL as its manual says: the cipher over a message
// with a confounder and a header, and the HMAC over that, one after the other, in place, nothing allocated.
#pragma once

#include "measure.hpp"
#include "message_side.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <vector>

namespace bench {

class openssl_bound final : public message_side {
  public:
    openssl_bound(std::size_t key_size, const std::string& digest)
        : encrypt_(cipher(key_size, 1)), decrypt_(cipher(key_size, 0)), mac_(hmac(digest)) {}
    std::string name() const override { return "OpenSSL"; }
    double run(operation what, std::size_t size, std::size_t count) override {
        std::vector<std::vector<unsigned char>> all(count, std::vector<unsigned char>(size + around, 'm'));
        bool good = true;
        const stopwatch watch;
        for (auto& m : all)
            good = once(what, m) && good;
        const auto time = watch.nanoseconds();
        require(good, "OpenSSL");
        return time;
    }

  private:
    static constexpr std::size_t around = 32; // confounder and header
    struct release {
        void operator()(EVP_CIPHER_CTX* c) const noexcept { EVP_CIPHER_CTX_free(c); }
        void operator()(EVP_MAC_CTX* c) const noexcept { EVP_MAC_CTX_free(c); }
    };

    [[nodiscard]] static EVP_CIPHER_CTX* cipher(std::size_t key_size, int encrypts) {
        const unsigned char key[32] = {1, 2, 3}, iv[16] = {};
        auto* const out = EVP_CIPHER_CTX_new();
        require(EVP_CipherInit_ex(out, key_size == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc(), nullptr, key,
                                  iv, encrypts) == 1 &&
                    EVP_CIPHER_CTX_set_padding(out, 0) == 1,
                "EVP_CipherInit");
        return out;
    }
    [[nodiscard]] static EVP_MAC_CTX* hmac(std::string digest) {
        auto* const method = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        auto* const out = EVP_MAC_CTX_new(method);
        EVP_MAC_free(method);
        const unsigned char key[32] = {4, 5, 6};
        const OSSL_PARAM which[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                    OSSL_PARAM_construct_end()};
        require(EVP_MAC_init(out, key, sizeof key, which) == 1, "EVP_MAC_init");
        return out;
    }
    [[nodiscard]] bool ciphered(EVP_CIPHER_CTX* with, std::vector<unsigned char>& m) const {
        const unsigned char iv[16] = {};
        int made = 0;
        const int size = static_cast<int>(m.size() / 16 * 16);
        return EVP_CipherInit_ex(with, nullptr, nullptr, nullptr, iv, -1) == 1 &&
               EVP_CipherUpdate(with, m.data(), &made, m.data(), size) == 1;
    }
    [[nodiscard]] bool summed(const std::vector<unsigned char>& m, std::size_t size) const {
        unsigned char tag[64];
        std::size_t length = 0;
        return EVP_MAC_init(mac_.get(), nullptr, 0, nullptr) == 1 &&
               EVP_MAC_update(mac_.get(), m.data(), size) == 1 &&
               EVP_MAC_final(mac_.get(), tag, &length, sizeof tag) == 1;
    }
    [[nodiscard]] bool once(operation what, std::vector<unsigned char>& m) const {
        if (what == operation::seal) return ciphered(encrypt_.get(), m) && summed(m, m.size());
        if (what == operation::unseal) return ciphered(decrypt_.get(), m) && summed(m, m.size());
        return summed(m, m.size() - around / 2);
    }

    std::unique_ptr<EVP_CIPHER_CTX, release> encrypt_, decrypt_;
    std::unique_ptr<EVP_MAC_CTX, release> mac_;
};

} // namespace bench
