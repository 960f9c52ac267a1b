// SPDX-License-Identifier: BSL-1.0
// A KDC that nobody has authenticated yet chooses how a password is proved: not so weakly as it likes.
#include <support/catch.hpp>
#include <support/identities.hpp>

#include <sspi/testing/server.hpp>
#include <sspi_extensions.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <thread>

using namespace sspi::test;
using namespace sspi::testing;

namespace {

constexpr auto kdc_realm = "WEAK.TEST";
constexpr auto service = "HTTP/web.weak.test";

/// A realm by a socket, as strangers are, and a krb5.conf that knows it. What a thread knows of krb5.conf it has read once:
/// each such site has one of its own.
struct site {
    explicit site(realm_options options, const std::string& libdefaults = {},
                  const std::string& sections = {})
        : kdc(kdc_realm, std::move(options)), listening(kdc), files({.realm = kdc_realm,
                                                                     .port = listening.port(),
                                                                     .libdefaults = libdefaults,
                                                                     .sections = sections}) {
        kdc.add_user("alice", "secret");
        kdc.add_service(service);
    }

    [[nodiscard]] std::size_t proofs() const {
        std::size_t found = 0;
        for (const auto& seen : kdc.transcript().of(message::as))
            found += seen.preauthenticated() ? 1 : 0;
        return found;
    }

    realm kdc;
    server listening;
    environment files;
};

struct outcome {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    std::string text{};
};

[[nodiscard]] outcome by_password() {
    const std::string name = "alice", domain = kdc_realm, secret = "secret";
    auto who = identity_of(name, domain, secret);
    auto credential = acquire(SECPKG_CRED_OUTBOUND, &who);
    outcome out{.status = first_leg_status(credential, service)};
    PSSPI_ERROR_DETAIL detail = nullptr;
    if (out.status < 0 && SspiGetErrorDetail(credential.get(), &detail) == SEC_E_OK) {
        out.text = detail->pszMechanismText;
        FreeContextBuffer(detail);
    }
    return out;
}

void on_new_thread(const std::function<void()>& what) {
    std::thread(what).join();
}

realm_options with_rounds(std::uint32_t rounds) {
    realm_options out;
    out.string_to_key_rounds = rounds;
    return out;
}

realm_options with(std::vector<enctype> types) {
    realm_options out;
    out.enctypes = std::move(types);
    return out;
}

/// What a logon says in a site of its own, and how many proofs the KDC got.
void check(site& at, SECURITY_STATUS expected, std::size_t proofs, const std::string& said = {}) {
    outcome got;
    on_new_thread([&] { got = by_password(); });
    CAPTURE(got.text);
    CHECK(got.status == expected);
    CHECK(got.text.find(said) != std::string::npos);
    CHECK(at.proofs() == proofs);
}

} // namespace

TEST_CASE("a KDC that wants fewer rounds than usual gets no proof, and the error says so") {
    for (const std::uint32_t rounds : {1U, 4095U}) {
        site weak(with_rounds(rounds));
        check(weak, SEC_E_CRYPTO_SYSTEM_INVALID, 0, std::to_string(rounds) + " rounds");
    }
    site usual(with_rounds(4096));
    check(usual, SEC_E_OK, 1);
}

TEST_CASE("the configuration may put up with fewer rounds, and ask for more") {
    site few(with_rounds(16), {}, "[sspi]\n    minimum_rounds = 16\n");
    check(few, SEC_E_OK, 1);
    site still_fewer(with_rounds(15), {}, "[sspi]\n    minimum_rounds = 16\n");
    check(still_fewer, SEC_E_CRYPTO_SYSTEM_INVALID, 0, "[sspi] minimum_rounds");
    site more(with_rounds(4096), {}, "[sspi]\n    minimum_rounds = 10000\n");
    check(more, SEC_E_CRYPTO_SYSTEM_INVALID, 0, "10000");
    site nonsense(with_rounds(16), {}, "[sspi]\n    minimum_rounds = few\n");
    check(nonsense, SEC_E_CRYPTO_SYSTEM_INVALID, 0);
}

TEST_CASE("a KDC that wants RC4 gets no proof, unless the configuration names it") {
    const auto rc4 = with({enctype::arcfour_hmac_md5});
    {
        site weak(rc4);
        outcome got;
        on_new_thread([&] { got = by_password(); });
        CAPTURE(got.text);
        CHECK(got.status < 0);
        CHECK(got.text.find("[sspi] allow_rc4") != std::string::npos);
        CHECK(weak.proofs() == 0);
    }
    site allowed(rc4, {}, "[sspi]\n    allow_rc4 = true\n");
    check(allowed, SEC_E_OK, 1);
    site listed(rc4, "default_etypes = aes256-cts-hmac-sha1-96 arcfour-hmac-md5");
    check(listed, SEC_E_OK, 1);
    site weak_crypto(rc4, "allow_weak_crypto = true");
    check(weak_crypto, SEC_E_OK, 1);
    site forbidden(rc4, "allow_weak_crypto = true", "[sspi]\n    allow_rc4 = false\n");
    outcome got;
    on_new_thread([&] { got = by_password(); });
    CHECK(got.status < 0);
    CHECK(forbidden.proofs() == 0);
}

TEST_CASE("a change of a password is proved no more weakly") {
    site weak(with_rounds(1));
    on_new_thread([] {
        CHECK(ChangeAccountPasswordA(arg("Kerberos"), arg(kdc_realm), arg("alice"), arg("secret"), arg("new"),
                                     FALSE, 0, nullptr) < 0);
    });
    CHECK(weak.proofs() == 0);
}

TEST_CASE("a route in this process may be as weak as it likes, unless [sspi] says otherwise") {
    {
        site weak(with_rounds(1));
        const in_process route(weak.kdc);
        check(weak, SEC_E_OK, 1);
    }
    {
        site weak(with({enctype::arcfour_hmac_md5}));
        const in_process route(weak.kdc);
        check(weak, SEC_E_OK, 1);
    }
    site strict(with_rounds(1), {}, "[sspi]\n    minimum_rounds = 4096\n");
    const in_process route(strict.kdc);
    check(strict, SEC_E_CRYPTO_SYSTEM_INVALID, 0, "minimum_rounds");
}
