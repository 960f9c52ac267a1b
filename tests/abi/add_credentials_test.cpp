// SPDX-License-Identifier: BSL-1.0
// AddCredentials: directions and identities that a handle gets later, and which of them a context takes.
#include <support/catch.hpp>
#include <support/credentials.hpp>
#include <support/domains.hpp>

using namespace sspi::test;

namespace {

const who<char> carol{"carol", "OTHER.EXAMPLE.TEST", "carol's password"};
const who<char> alice{"alice", "CORP.EXAMPLE.TEST", "alice's password"};

} // namespace

TEST_CASE("of two identities a context takes that of the target's realm") {
    shared_domains();
    auto own = plain_identity(alice), other = plain_identity(carol);
    auto handle = acquire(SECPKG_CRED_OUTBOUND, &own);
    REQUIRE(add_to(handle, SECPKG_CRED_OUTBOUND, &other) == SEC_E_OK);
    CHECK(begins_as(handle, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
    CHECK(begins_as(handle, two_domains::other_web) == "carol@OTHER.EXAMPLE.TEST");
    CHECK(begins_as(handle, std::string(two_domains::other_web) + "@OTHER.EXAMPLE.TEST") ==
          "carol@OTHER.EXAMPLE.TEST");
    CHECK(name_of(handle) == "alice@CORP.EXAMPLE.TEST"); // the first
}

TEST_CASE("without an identity of the target's realm a context takes the first") {
    shared_domains();
    auto own = plain_identity(alice);
    auto handle = acquire(SECPKG_CRED_OUTBOUND, &own);
    const who<char> stranger{"x", "TWIN.A.TEST", "x"};
    auto second = plain_identity(stranger);
    REQUIRE(add_to(handle, SECPKG_CRED_OUTBOUND, &second) == SEC_E_OK);
    CHECK(begins_as(handle, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
    CHECK(begins_as(handle, std::string(two_domains::corp_web) + "@CORP.EXAMPLE.TEST") ==
          "alice@CORP.EXAMPLE.TEST");
}

TEST_CASE("a handle can get the direction that it lacked") {
    shared_domains();
    auto own = plain_identity(alice);
    auto handle = acquire(SECPKG_CRED_INBOUND);
    CHECK(first_leg_status(handle, two_domains::corp_web) < 0);
    REQUIRE(add_to(handle, SECPKG_CRED_OUTBOUND, &own) == SEC_E_OK);
    peer client, server;
    initiate(client, handle, two_domains::corp_web, ISC_REQ_INTEGRITY);
    REQUIRE(client.status == SEC_E_OK);
    accept(server, handle, 0, client.token);
    CHECK(server.status == SEC_E_OK);

    auto outbound = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(add_to(outbound, SECPKG_CRED_INBOUND) == SEC_E_OK);
    peer second, back;
    initiate(second, outbound, two_domains::corp_web, ISC_REQ_INTEGRITY);
    REQUIRE(second.status == SEC_E_OK);
    accept(back, outbound, 0, second.token);
    CHECK(back.status == SEC_E_OK);
}

TEST_CASE("both functions add, and say when the credential expires") {
    shared_domains();
    auto other = plain_identity(carol);
    auto handle = acquire(SECPKG_CRED_OUTBOUND);
    TimeStamp expiry{};
    WCHAR package[] = L"kerberos";
    REQUIRE(AddCredentialsW(handle.get(), nullptr, package, SECPKG_CRED_OUTBOUND, &other, nullptr, nullptr,
                            &expiry) == SEC_E_OK);
    CHECK(expiry.QuadPart == 0x7FFFFFFFFFFFFFFF);
    CHECK(begins_as(handle, two_domains::other_web) == "carol@OTHER.EXAMPLE.TEST");
}

TEST_CASE("what AcquireCredentialsHandle refuses cannot be added, and leaves the handle as it was") {
    shared_domains();
    auto handle = acquire(SECPKG_CRED_OUTBOUND);
    TimeStamp expiry{};
    expiry.QuadPart = 78;
    const auto status = [&](PCredHandle to, const char* package, ULONG use, void* identity = nullptr) {
        return AddCredentialsA(to, nullptr, arg(package), use, identity, nullptr, nullptr, &expiry);
    };
    const who<char> nameless{"", "CORP", "secret"};
    auto malformed = plain_identity(nameless), contradictory = plain_identity(alice, 3);
    CHECK(status(nullptr, "Kerberos", SECPKG_CRED_OUTBOUND) == SEC_E_INVALID_HANDLE);
    CHECK(status(handle.get(), nullptr, SECPKG_CRED_OUTBOUND) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(status(handle.get(), "Schannel", SECPKG_CRED_OUTBOUND) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(status(handle.get(), "Kerberos", 0) == SEC_E_INVALID_PARAMETER);
    CHECK(status(handle.get(), "Kerberos", SECPKG_CRED_OUTBOUND | SECPKG_CRED_PROCESS_POLICY_ONLY) ==
          SEC_E_NO_CREDENTIALS);
    CHECK(status(handle.get(), "Kerberos", SECPKG_CRED_OUTBOUND | SECPKG_CRED_AUTOLOGON_RESTRICTED) ==
          SEC_E_NO_CREDENTIALS);
    CHECK(status(handle.get(), "Kerberos", SECPKG_CRED_BOTH, &malformed) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(status(handle.get(), "Kerberos", SECPKG_CRED_BOTH, &contradictory) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(expiry.QuadPart == 78);
    peer server;
    accept(server, handle, 0, bytes_of("x"));
    CHECK(server.status == SEC_E_NO_CREDENTIALS); // BOTH has not half succeeded
    CHECK(begins_as(handle, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
    SecHandle gone = *handle.get();
    handle = {};
    CHECK(status(&gone, "Kerberos", SECPKG_CRED_OUTBOUND) == SEC_E_INVALID_HANDLE);
}
