// SPDX-License-Identifier: BSL-1.0
// One credential used by several threads, and credentials made and freed by several at once.
#include "crowd.hpp"

#include <support/catch.hpp>
#include <support/peers.hpp>
#include <support/test_realm.hpp>

#include <sspi_extensions.h>

#include <atomic>

using namespace sspi::test;

namespace {

constexpr std::size_t threads = 4;

/// A first leg, and the context deleted again.
[[nodiscard]] SECURITY_STATUS begin(SecHandle credential) {
    bytes out(4000);
    SecBuffer token = buffer(SECBUFFER_TOKEN, out);
    auto list = descriptor({&token, 1});
    SecHandle context{};
    const auto status = InitializeSecurityContextA(&credential, nullptr, arg(web), usual_request, 0, 0,
                                                   nullptr, 0, &context, &list, nullptr, nullptr);
    if (status >= 0 && DeleteSecurityContext(&context) != SEC_E_OK) return SEC_E_INTERNAL_ERROR;
    return status;
}

/// How many of `each` first legs on every thread did not go as they should.
[[nodiscard]] int failures_of(SecHandle credential, int each) {
    std::atomic<int> failures{0};
    crowd(threads, [&](std::size_t) {
        for (int i = 0; i < each; ++i)
            if (begin(credential) != SEC_I_CONTINUE_NEEDED) ++failures;
    });
    return failures;
}

} // namespace

TEST_CASE("several threads begin contexts with the default credential") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(failures_of(*credential.get(), 25) == 0);
}

TEST_CASE("several threads begin contexts with one password, and the KDC is asked for one ticket") {
    auto& realm = shared_realm();
    const std::string name = user, domain = realm_name, secret = password;
    auto identity = identity_of(name, domain, secret);
    auto credential = acquire(SECPKG_CRED_OUTBOUND, &identity);
    const auto before = realm->requests().as;
    CHECK(failures_of(*credential.get(), 15) == 0);
    CHECK(realm->requests().as == before + 2); // one exchange: without and with pre-authentication
}

TEST_CASE("several threads with a wrong password ask the KDC no more than one does, and all are denied") {
    auto& realm = shared_realm();
    const std::string name = user, domain = realm_name, secret = "wrong";
    auto identity = identity_of(name, domain, secret);
    const auto requests_of = [&](std::size_t count) {
        auto credential = acquire(SECPKG_CRED_OUTBOUND, &identity);
        const auto before = realm->requests().as;
        std::atomic<std::size_t> denied{0};
        crowd(count, [&](std::size_t) {
            if (begin(*credential.get()) == SEC_E_LOGON_DENIED) ++denied;
        });
        CHECK(denied == count);
        return realm->requests().as - before;
    };
    const auto alone = requests_of(1);
    CHECK(alone > 0);
    CHECK(requests_of(threads) == alone);
}

TEST_CASE("a credential that is freed under a call lets the call end, and is gone for the next") {
    shared_realm();
    std::atomic<int> odd{0}, done{0};
    for (int round = 0; round < 10; ++round) {
        auto credential = acquire(SECPKG_CRED_OUTBOUND);
        const SecHandle handle = *credential.get();
        crowd(threads, [&](std::size_t me) {
            SecHandle mine = handle;
            if (me == 0) {
                std::this_thread::sleep_for(std::chrono::milliseconds(round));
                if (FreeCredentialsHandle(&mine) != SEC_E_OK) ++odd;
                return;
            }
            for (int i = 0; i < 1000; ++i) {
                const auto status = begin(mine);
                if (status == SEC_E_INVALID_HANDLE) break;
                if (status != SEC_I_CONTINUE_NEEDED) ++odd;
                ++done;
            }
        });
        credential.forget();
    }
    CHECK(odd == 0);
    CHECK(done > 0);
}

TEST_CASE("threads make and free credentials and package lists at once") {
    shared_realm();
    std::atomic<int> odd{0};
    crowd(threads, [&](std::size_t me) {
        for (int i = 0; i < 300; ++i) {
            SecHandle handle{};
            const ULONG use = me % 2 == 0 ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_BOTH;
            if (AcquireCredentialsHandleA(nullptr, arg("Kerberos"), use, nullptr, nullptr, nullptr, nullptr,
                                          &handle, nullptr) != SEC_E_OK ||
                FreeCredentialsHandle(&handle) != SEC_E_OK ||
                FreeCredentialsHandle(&handle) != SEC_E_INVALID_HANDLE)
                ++odd;
            ULONG count = 0;
            PSecPkgInfoA packages = nullptr;
            if (EnumerateSecurityPackagesA(&count, &packages) != SEC_E_OK ||
                FreeContextBuffer(packages) != SEC_E_OK)
                ++odd;
        }
    });
    CHECK(odd == 0);
}

TEST_CASE("a handle is changed in every way while threads begin contexts and ask for its name") {
    auto& realm = shared_realm();
    realm->write_cache("MEMORY:threads", user);
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    const SecHandle handle = *credential.get();
    std::atomic<int> odd{0};
    crowd(threads, [&](std::size_t me) {
        SecHandle mine = handle;
        SecPkgCredentials_NamesA names{arg(user)};
        for (int i = 0; i < 25; ++i) {
            SECURITY_STATUS status = SEC_E_OK;
            if (me == 0)
                status = AddCredentialsA(&mine, nullptr, arg("Kerberos"), SECPKG_CRED_BOTH, nullptr, nullptr,
                                         nullptr, nullptr);
            else if (me == 1)
                status = SspiSetCredentialStore(&mine, "MEMORY:threads",
                                                realm.environment().keytab_name().c_str());
            else if (me == 2)
                status = SetCredentialsAttributesA(&mine, SECPKG_CRED_ATTR_NAMES, &names, sizeof names);
            SecPkgCredentials_NamesA told{};
            if (status != SEC_E_OK || begin(mine) != SEC_I_CONTINUE_NEEDED ||
                QueryCredentialsAttributesA(&mine, SECPKG_CRED_ATTR_NAMES, &told) != SEC_E_OK) {
                ++odd;
                continue;
            }
            if (std::string(told.sUserName) != "alice@SSPI.TEST") ++odd;
            FreeContextBuffer(told.sUserName);
        }
    });
    CHECK(odd == 0);
}
