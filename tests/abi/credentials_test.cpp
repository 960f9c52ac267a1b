// SPDX-License-Identifier: BSL-1.0
// AcquireCredentialsHandle and QueryCredentialsAttributes: arguments, directions, the default cache and keytab.
#include <support/catch.hpp>
#include <support/identities.hpp>

#include <fstream>
#include <iterator>

using namespace sspi::test;

namespace {

std::string contents_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

SECURITY_STATUS acquire_status(ULONG use, const char* package = "Kerberos", void* logon = nullptr,
                               void* identity = nullptr) {
    SecHandle out{1, 2};
    const auto status = AcquireCredentialsHandleA(nullptr, arg(package), use, logon, identity, nullptr,
                                                  nullptr, &out, nullptr);
    if (status == SEC_E_OK) {
        CHECK(FreeCredentialsHandle(&out) == SEC_E_OK);
    } else {
        CHECK(out.dwLower == 1);
        CHECK(out.dwUpper == 2);
    }
    return status;
}

/// The name of a credential, or the status.
std::string name_of(owned_credential& credential) {
    SecPkgCredentials_NamesA names{};
    const auto status = QueryCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, &names);
    return status == SEC_E_OK ? taken_name(names) : "status " + std::to_string(status);
}

/// AcceptSecurityContext of alice's token for `target`, by this credential.
SECURITY_STATUS accept_status(owned_credential& with, const std::string& target = web) {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    peer client, server;
    initiate(client, from, target, ISC_REQ_INTEGRITY);
    REQUIRE(client.status == SEC_E_OK);
    accept(server, with, 0, client.token);
    return server.status;
}

const std::string no_credentials = "status " + std::to_string(SEC_E_NO_CREDENTIALS);

} // namespace

TEST_CASE("the directions of a credential are the ones Windows knows") {
    shared_realm();
    for (const auto use : {SECPKG_CRED_INBOUND, SECPKG_CRED_OUTBOUND, SECPKG_CRED_BOTH, SECPKG_CRED_DEFAULT})
        CHECK(acquire_status(static_cast<ULONG>(use)) == SEC_E_OK);
    CHECK(acquire_status(0) == SEC_E_INVALID_PARAMETER);
    CHECK(acquire_status(8) == SEC_E_INVALID_PARAMETER);
    CHECK(acquire_status(SECPKG_CRED_BOTH | 0x100) == SEC_E_INVALID_PARAMETER);
    CHECK(acquire_status(0xFFFFFFFF) == SEC_E_INVALID_PARAMETER);
    CHECK(acquire_status(SECPKG_CRED_OUTBOUND | SECPKG_CRED_AUTOLOGON_RESTRICTED) == SEC_E_NO_CREDENTIALS);
    CHECK(acquire_status(SECPKG_CRED_OUTBOUND | SECPKG_CRED_PROCESS_POLICY_ONLY) == SEC_E_NO_CREDENTIALS);
    const std::string name = user, domain = realm_name, secret = password;
    auto alice = identity_of(name, domain, secret);
    CHECK(acquire_status(SECPKG_CRED_OUTBOUND | SECPKG_CRED_AUTOLOGON_RESTRICTED, "Kerberos", nullptr,
                         &alice) == SEC_E_OK);
}

TEST_CASE(
    "an inbound credential does not initiate, an outbound one does not accept, one for both does both") {
    shared_realm();
    auto in = acquire(SECPKG_CRED_INBOUND), out = acquire(SECPKG_CRED_OUTBOUND),
         both = acquire(SECPKG_CRED_BOTH), usual = acquire(SECPKG_CRED_DEFAULT);
    CHECK(first_leg_status(in) == SEC_E_NO_CREDENTIALS);
    CHECK(first_leg_status(out) == SEC_E_OK);
    CHECK(first_leg_status(both) == SEC_E_OK);
    CHECK(first_leg_status(usual) == SEC_E_OK);
    CHECK(accept_status(in) == SEC_E_OK);
    CHECK(accept_status(out) == SEC_E_NO_CREDENTIALS);
    CHECK(accept_status(both) == SEC_E_OK);
    CHECK(accept_status(usual) == SEC_E_NO_CREDENTIALS);
}

TEST_CASE("packages are found by name in any case, others not") {
    shared_realm();
    for (const auto* const name : {"Kerberos", "kerberos", "KERBEROS", "Negotiate", "negotiate"})
        CHECK(acquire_status(SECPKG_CRED_OUTBOUND, name) == SEC_E_OK);
    for (const auto* const name : {"NTLM", "", "Kerberos ", "Kerber", "\xFF\xFE"})
        CHECK(acquire_status(SECPKG_CRED_OUTBOUND, name) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(acquire_status(SECPKG_CRED_OUTBOUND, nullptr) == SEC_E_SECPKG_NOT_FOUND);
}

TEST_CASE("another logon session cannot be used, and nothing else about the caller matters") {
    shared_realm();
    std::uint64_t logon_id = 0;
    CHECK(acquire_status(SECPKG_CRED_OUTBOUND, "Kerberos", &logon_id) == SEC_E_NOT_OWNER);
    owned_credential named;
    int key_argument = 0;
    REQUIRE(AcquireCredentialsHandleA(arg("somebody@ELSE.TEST"), arg("Kerberos"), SECPKG_CRED_OUTBOUND,
                                      nullptr, nullptr, nullptr, &key_argument, named.get(),
                                      nullptr) == SEC_E_OK);
    named.now_live();
    CHECK(arrives_as(named) == "alice@SSPI.TEST");
    CHECK(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, nullptr, nullptr) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("acquiring asks no KDC, reads no cache, and reports no end") {
    auto& realm = shared_realm();
    realm.disconnect();
    realm.log_out();
    const auto before = realm->requests();
    const std::string name = "nobody", domain = "NOWHERE.TEST", secret = "wrong";
    auto identity = identity_of(name, domain, secret);
    for (void* const who : {static_cast<void*>(nullptr), static_cast<void*>(&identity)}) {
        owned_credential out;
        TimeStamp expiry{};
        REQUIRE(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_BOTH, nullptr, who, nullptr,
                                          nullptr, out.get(), &expiry) == SEC_E_OK);
        out.now_live();
        CHECK(expiry.QuadPart == 0x7FFFFFFFFFFFFFFF);
    }
    CHECK(realm->requests().as == before.as);
    CHECK(!std::filesystem::exists(realm.environment().directory() / "ccache"));
    realm.connect();
    realm.log_in();
}

TEST_CASE("the default credential is the default cache at the time of the first leg") {
    auto& realm = shared_realm();
    realm.log_out();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_status(credential) == SEC_E_NO_CREDENTIALS);
    CHECK(name_of(credential) == no_credentials);
    realm.log_in(); // kinit
    CHECK(arrives_as(credential) == "alice@SSPI.TEST");
    realm.log_out();
    CHECK(first_leg_status(credential) == SEC_E_NO_CREDENTIALS);
    static const bool added = [&] {
        realm->add_user("carol", "carol's");
        return true;
    }();
    REQUIRE(added);
    realm->write_cache(realm.environment().cache_name(), "carol");
    CHECK(arrives_as(credential) == "carol@SSPI.TEST");
    CHECK(name_of(credential) == "carol@SSPI.TEST");
    realm.log_in();
}

TEST_CASE("an expired ticket in the default cache is no credential") {
    auto& realm = shared_realm();
    realm->set_clock_offset(-std::chrono::hours(11)); // tickets last ten
    realm.log_in();
    realm->set_clock_offset(std::chrono::seconds(0));
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_status(credential) == SEC_E_NO_CREDENTIALS);
    realm.log_in();
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("service tickets of the default credential are kept in its cache") {
    auto& realm = shared_realm();
    realm.log_in();
    const auto cache = realm.environment().directory() / "ccache";
    const auto with_ticket = contents_of(cache).size();
    const auto before = realm->requests().tgs;
    for (int i = 0; i < 3; ++i) {
        auto credential = acquire(SECPKG_CRED_OUTBOUND);
        CHECK(first_leg_status(credential) == SEC_E_OK);
    }
    CHECK(realm->requests().tgs == before + 1);
    CHECK(contents_of(cache).size() > with_ticket);
}

TEST_CASE("a service that the KDC does not know is an unknown target") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_status(credential, "HTTP/nowhere.sspi.test") == SEC_E_TARGET_UNKNOWN);
    CHECK(first_leg_status(credential, "nobody") == SEC_E_TARGET_UNKNOWN);
    CHECK(first_leg_status(credential, "nobody@SSPI.TEST") == SEC_E_TARGET_UNKNOWN);
    for (const auto* const malformed :
         {"", "HTTP/", "/web.sspi.test", "HTTP/web.sspi.test@", "a@b@c", "\xFF"})
        CHECK(first_leg_status(credential, malformed) == SEC_E_TARGET_UNKNOWN);
    SecHandle out{};
    one_call call{.credential = credential.get(), .fresh = &out};
    bytes token(48000);
    auto list = buffer(SECBUFFER_TOKEN, token);
    auto out_list = descriptor({&list, 1});
    CHECK(InitializeSecurityContextA(credential.get(), nullptr, nullptr, 0, 0, 0, nullptr, 0, &out, &out_list,
                                     nullptr, nullptr) == SEC_E_TARGET_UNKNOWN);
}

TEST_CASE("targets are taken with their realm and without, and not resolved by DNS") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(arrives_as(credential, "HTTP/web.sspi.test@SSPI.TEST") == "alice@SSPI.TEST");
    CHECK(first_leg_status(credential, "http/web.sspi.test") == SEC_E_TARGET_UNKNOWN);    // case counts
    CHECK(first_leg_status(credential, "HTTP/web.sspi.test:80") == SEC_E_TARGET_UNKNOWN); // as written
}

TEST_CASE("without a KDC nothing new is obtained, and what is in the cache goes on working") {
    auto& realm = shared_realm();
    realm.log_in();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(first_leg_status(credential) == SEC_E_OK);
    realm.disconnect();
    const auto start = std::chrono::steady_clock::now();
    CHECK(first_leg_status(credential, "HTTP/other.sspi.test") == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    const std::string name = user, domain = realm_name, secret = password;
    auto alice = identity_of(name, domain, secret);
    auto logon = acquire(SECPKG_CRED_OUTBOUND, &alice);
    CHECK(first_leg_status(logon) == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    CHECK(first_leg_status(credential) == SEC_E_OK);
    realm.connect();
    CHECK(first_leg_status(logon) == SEC_E_OK); // the failure is not remembered
}

TEST_CASE("accepting needs a keytab with the ticket's key in its version") {
    auto& realm = shared_realm();
    static constexpr auto rekeyed = "HTTP/rekeyed.sspi.test";
    static const bool added = [&] {
        realm->add_service(rekeyed);
        return true;
    }();
    REQUIRE(added);
    const auto keytab = realm.environment().keytab_name();
    std::filesystem::remove(realm.environment().directory() / "krb5.keytab");
    auto none = acquire(SECPKG_CRED_INBOUND);
    CHECK(accept_status(none) == SEC_E_NO_CREDENTIALS);
    CHECK(name_of(none) == no_credentials);

    realm->write_keytab(keytab, {web});
    CHECK(accept_status(none) == SEC_E_OK); // it is there now
    CHECK(name_of(none) == "HTTP/web.sspi.test@SSPI.TEST");
    CHECK(accept_status(none, rekeyed) == SEC_E_NO_KERB_KEY);

    realm->write_keytab(keytab, {rekeyed});
    auto with = acquire(SECPKG_CRED_INBOUND);
    CHECK(accept_status(with, rekeyed) == SEC_E_OK);
    realm->change_key(rekeyed);
    realm->write_keytab(keytab, {rekeyed});
    auto renewed = acquire(SECPKG_CRED_INBOUND);
    CHECK(accept_status(renewed, rekeyed) == SEC_E_NO_KERB_KEY); // the cached ticket is of the former key
    realm.log_in();
    CHECK(accept_status(renewed, rekeyed) == SEC_E_OK);
    realm->write_keytab(keytab);
}

TEST_CASE("a credential tells its name") {
    auto& realm = shared_realm();
    realm.log_in();
    realm->write_keytab(realm.environment().keytab_name(), {web});
    const std::string name = "Dora", domain = "other.test", secret = "x";
    auto dora = identity_of(name, domain, secret);
    auto own = acquire(SECPKG_CRED_OUTBOUND), given = acquire(SECPKG_CRED_OUTBOUND, &dora),
         both = acquire(SECPKG_CRED_BOTH), inbound = acquire(SECPKG_CRED_INBOUND);
    CHECK(name_of(own) == "alice@SSPI.TEST");
    CHECK(name_of(given) == "Dora@OTHER.TEST");
    CHECK(name_of(both) == "alice@SSPI.TEST");
    CHECK(name_of(inbound) == "HTTP/web.sspi.test@SSPI.TEST");
    SecPkgCredentials_NamesW wide{};
    REQUIRE(QueryCredentialsAttributesW(given.get(), SECPKG_CRED_ATTR_NAMES, &wide) == SEC_E_OK);
    CHECK(std::wstring(wide.sUserName) == L"Dora@OTHER.TEST");
    wide.sUserName[0] = L'd'; // the caller's to write on
    CHECK(FreeContextBuffer(wide.sUserName) == SEC_E_OK);
    CHECK(FreeContextBuffer(wide.sUserName) == SEC_E_INVALID_HANDLE);
    realm->write_keytab(realm.environment().keytab_name());
}

TEST_CASE("no other attribute of a credential is known") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_BOTH);
    std::byte untouched[256] = {};
    for (ULONG attribute = 0; attribute <= 200; ++attribute) {
        if (attribute == SECPKG_CRED_ATTR_NAMES || attribute == SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS) continue;
        CAPTURE(attribute);
        CHECK(QueryCredentialsAttributesA(credential.get(), attribute, untouched) ==
              SEC_E_UNSUPPORTED_FUNCTION);
        CHECK(QueryCredentialsAttributesW(credential.get(), attribute, untouched) ==
              SEC_E_UNSUPPORTED_FUNCTION);
    }
    for (const auto b : untouched)
        CHECK(b == std::byte{});
    CHECK(QueryCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, nullptr) ==
          SEC_E_INVALID_PARAMETER);
}

TEST_CASE("a credential is freed once") {
    shared_realm();
    SecHandle handle{};
    REQUIRE(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_BOTH, nullptr, nullptr, nullptr,
                                      nullptr, &handle, nullptr) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&handle) == SEC_E_INVALID_HANDLE);
    CHECK(FreeCredentialsHandle(&handle) == SEC_E_OK);
    CHECK(FreeCredentialsHandle(&handle) == SEC_E_INVALID_HANDLE);
    SecPkgCredentials_NamesA names{};
    CHECK(QueryCredentialsAttributesA(&handle, SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_INVALID_HANDLE);
}
