// SPDX-License-Identifier: BSL-1.0
// Certificates for the servers of the tests, made on the spot.
#pragma once

#include <support/catch.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <memory>
#include <string>

namespace sspi::test {

struct release {
    void operator()(X509* each) const { X509_free(each); }
    void operator()(EVP_PKEY* each) const { EVP_PKEY_free(each); }
    void operator()(BIO* each) const { BIO_free(each); }
    void operator()(X509_EXTENSION* each) const { X509_EXTENSION_free(each); }
};
template <class T>
using owned = std::unique_ptr<T, release>;

struct certificate_options {
    std::string name = "the server of a test";     // CN
    std::string hosts{};                           // "DNS:localhost,IP:127.0.0.1"
    std::chrono::seconds from{-3600}, until{3600}; // from now
    bool of_authority = false;
};

/// A certificate and its key.
class certificate {
  public:
    /// Signed by `issuer`, or by itself.
    explicit certificate(const certificate_options& options, const certificate* issuer = nullptr)
        : key_(EVP_EC_gen("P-256")), signed_(X509_new()) {
        REQUIRE(key_);
        X509_set_version(signed_.get(), X509_VERSION_3);
        static long serial = 1;
        ASN1_INTEGER_set(X509_get_serialNumber(signed_.get()), serial++);
        X509_gmtime_adj(X509_getm_notBefore(signed_.get()), options.from.count());
        X509_gmtime_adj(X509_getm_notAfter(signed_.get()), options.until.count());
        X509_set_pubkey(signed_.get(), key_.get());
        X509_NAME* const subject = X509_get_subject_name(signed_.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(options.name.c_str()), -1, -1, 0);
        const certificate& by = issuer != nullptr ? *issuer : *this;
        X509_set_issuer_name(signed_.get(), X509_get_subject_name(by.signed_.get()));
        if (options.of_authority) extend(NID_basic_constraints, "critical,CA:TRUE");
        if (!options.hosts.empty()) extend(NID_subject_alt_name, options.hosts);
        REQUIRE(X509_sign(signed_.get(), by.key_.get(), EVP_sha256()) != 0);
    }

    [[nodiscard]] std::string pem() const {
        return written([this](BIO* out) { return PEM_write_bio_X509(out, signed_.get()); });
    }
    [[nodiscard]] std::string key_pem() const {
        return written([this](BIO* out) {
            return PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }

  private:
    void extend(int kind, const std::string& value) {
        const owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
        REQUIRE(extension);
        REQUIRE(X509_add_ext(signed_.get(), extension.get(), -1) == 1);
    }

    template <class Write>
    static std::string written(Write write) {
        const owned<BIO> out(BIO_new(BIO_s_mem()));
        REQUIRE(write(out.get()) == 1);
        char* start = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &start);
        return {start, static_cast<std::size_t>(size)};
    }

    owned<EVP_PKEY> key_;
    owned<X509> signed_;
};

/// The authority that the tests trust.
inline const certificate& authority() {
    static const certificate only({.name = "an authority of tests", .of_authority = true});
    return only;
}

/// Good, unless the options say otherwise.
inline certificate issued(certificate_options options) {
    return certificate(options, &authority());
}
inline certificate good_certificate() {
    return issued({.hosts = "DNS:localhost,DNS:proxy.sspi.test,IP:127.0.0.1"});
}

} // namespace sspi::test
