// SPDX-License-Identifier: BSL-1.0
// What can be learned about failures through the C contract, against the embedded KDC.
#include <support/details.hpp>

#include <chrono>
#include <filesystem>
#include <thread>

using namespace sspi::test;
using namespace std::chrono_literals;

namespace {

constexpr auto wrong_word = "tr0ub4dor, not to be shown";

[[nodiscard]] SECURITY_STATUS begins(owned_credential& from, const std::string& target = web) {
    peer client;
    initiate(client, from, target, ISC_REQ_MUTUAL_AUTH);
    return client.status;
}

/// A client's first token, of whatever tickets are in the default cache.
[[nodiscard]] bytes client_token() {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, from, web, ISC_REQ_MUTUAL_AUTH);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    return client.token;
}

[[nodiscard]] std::string keytab_path() {
    return shared_realm().environment().keytab_name();
}

/// The detail of an accept that has to fail with these keys.
[[nodiscard]] detail refusal(const bytes& token, const std::string& keytab, SECURITY_STATUS expected) {
    auto with = acquire(SECPKG_CRED_INBOUND);
    REQUIRE(SspiSetCredentialStore(with.get(), nullptr, keytab.c_str()) == SEC_E_OK);
    peer server;
    accept(server, with, 0, token);
    CHECK(server.status == expected);
    CHECK(last_detail(with.get()).text == last_detail().text);
    return last_detail(with.get());
}

} // namespace

TEST_CASE("a wrong password is named as such, without the password") {
    auto credential = logon_of(user, wrong_word);
    REQUIRE(begins(credential) == SEC_E_LOGON_DENIED);
    const auto found = last_detail(credential.get());
    CHECK(found.status == SEC_E_LOGON_DENIED);
    CHECK(found.name == "SEC_E_LOGON_DENIED");
    CHECK(found.krb5 == "KRB5KDC_ERR_PREAUTH_FAILED");
    CHECK(found.realm == realm_name);
    CHECK(starts(found.hint, "the password for alice@SSPI.TEST is wrong"));
    CHECK(starts(found.text, "InitializeSecurityContext: SEC_E_LOGON_DENIED (0x8009030c): "));
    CHECK(has(found.text, found.hint));
    CHECK_FALSE(has(found.text, wrong_word));
    CHECK(last_detail().text == found.text);
}

TEST_CASE("a user whom the KDC does not know is named") {
    auto credential = logon_of("nobody", "a word");
    REQUIRE(begins(credential) == SEC_E_LOGON_DENIED);
    const auto found = last_detail(credential.get());
    CHECK(found.krb5 == "KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN");
    CHECK(starts(found.hint, "the KDC of realm SSPI.TEST knows no user nobody@SSPI.TEST"));
}

TEST_CASE("a disabled account is told from a wrong password") {
    shared_realm()->add_user("retired", "a word", {.disabled = true});
    auto credential = logon_of("retired", "a word");
    REQUIRE(begins(credential) == SEC_E_LOGON_DENIED);
    CHECK(starts(last_detail(credential.get()).hint, "the account retired@SSPI.TEST is disabled"));
}

TEST_CASE("a KDC that wants another proof than a password's is no endless referral") {
    using namespace sspi::testing;
    // A METHOD-DATA with PA-FX-FAST (RFC 6113) alone.
    const std::vector<std::byte> fast_alone{
        std::byte{0x30}, std::byte{0x0C}, std::byte{0x30}, std::byte{0x0A}, std::byte{0xA1},
        std::byte{0x04}, std::byte{0x02}, std::byte{0x02}, std::byte{0x00}, std::byte{0x88},
        std::byte{0xA2}, std::byte{0x02}, std::byte{0x04}, std::byte{0x00}};
    auto rule = shared_realm()
                    ->when(as_request().of(user))
                    .answer(error_reply(kdc_err_preauth_required).e_data(fast_alone));
    auto credential = logon_of(user, password);
    CHECK(begins(credential) == SEC_E_UNSUPPORTED_PREAUTH);
    const auto found = last_detail(credential.get());
    rule.remove();
    CHECK(starts(found.hint, "the account alice@SSPI.TEST has to prove itself in a way that its password"));
    CHECK(has(found.hint, "FAST"));
    CHECK_FALSE(has(found.text, "referral"));
}

TEST_CASE("a service that the KDC does not know is named, and what is odd about its name") {
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(begins(credential, "HTTP/nowhere.sspi.test") == SEC_E_TARGET_UNKNOWN);
    auto found = last_detail(credential.get());
    CHECK(found.krb5 == "KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN");
    CHECK(has(found.hint, "knows no service HTTP/nowhere.sspi.test@SSPI.TEST"));
    REQUIRE(begins(credential, "HTTP/nowhere") == SEC_E_TARGET_UNKNOWN);
    CHECK(has(last_detail(credential.get()).hint, "short host name"));
    REQUIRE(begins(credential, "HTTP/192.0.2.7") == SEC_E_TARGET_UNKNOWN);
    CHECK(has(last_detail(credential.get()).hint, "IP address"));
}

TEST_CASE("a cache that is not there is named") {
    shared_realm().log_out();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(begins(credential) == SEC_E_NO_CREDENTIALS);
    const auto found = last_detail(credential.get());
    shared_realm().log_in();
    CHECK(found.hint ==
          "there is no credential cache " + shared_realm().environment().cache_name() + ": run kinit");
}

TEST_CASE("a ticket that has ended is told with the time of its end") {
    const auto cache = shared_realm().environment().cache_name();
    shared_realm()->set_clock_offset(-3h);
    shared_realm()->write_cache(cache, user, {.lifetime = 1h});
    shared_realm()->set_clock_offset(0s);
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    const auto status = begins(credential);
    const auto found = last_detail(credential.get());
    shared_realm().log_in();
    CHECK(status == SEC_E_NO_CREDENTIALS);
    CHECK(starts(found.hint, "the ticket in " + cache + " ended 2"));
    CHECK(has(found.hint, "2 hours"));
    CHECK(has(found.hint, "run kinit"));
}

TEST_CASE("a KDC that does not answer is told, and its realm") {
    shared_realm().disconnect();
    auto credential = logon_of(user, password);
    REQUIRE(begins(credential) == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    const auto found = last_detail(credential.get());
    shared_realm().connect();
    CHECK(starts(found.hint, "no KDC for realm SSPI.TEST"));
}

TEST_CASE("tokens of other packages are told by name") {
    auto with = acquire(SECPKG_CRED_INBOUND);
    peer server;
    accept(server, with, 0, bytes_of({"NTLMSSP\0\1\0\0\0", 12}));
    CHECK(server.status == SEC_E_INVALID_TOKEN);
    CHECK(starts(last_detail(with.get()).hint, "what came is an NTLM token"));
    accept(server, with, 0, bytes_of({"\x60\x0A\x06\x06\x2B\x06\x01\x05\x05\x02\xA0\x00", 12}));
    CHECK(starts(last_detail(with.get()).hint, "what came is a SPNEGO NegTokenInit"));
    accept(server, with, 0, bytes_of("nonsense"));
    CHECK(starts(last_detail(with.get()).hint, "what came is no token of a known package"));
}

TEST_CASE("the mechanisms of an initiator without Kerberos are named") {
    owned_credential with;
    REQUIRE(AcquireCredentialsHandleA(nullptr, arg("Negotiate"), SECPKG_CRED_INBOUND, nullptr, nullptr,
                                      nullptr, nullptr, with.get(), nullptr) == SEC_E_OK);
    with.now_live();
    peer server;
    accept(server, with, 0, bytes_of({"NTLMSSP\0\1\0\0\0", 12}));
    CHECK(server.status == SEC_E_SECPKG_NOT_FOUND);
    CHECK(has(last_detail(with.get()).hint, "the other side has NTLM"));
}

TEST_CASE("an old keytab is told by the kvnos of key and ticket") {
    shared_realm()->change_key(web);
    const auto token = client_token();
    const auto found = refusal(token, keytab_path(), SEC_E_NO_KERB_KEY);
    CHECK(starts(found.hint, "service key in keytab is kvno 1, ticket is kvno 2"));
    CHECK(has(found.text, "Ticket:"));
    CHECK(has(found.text, "aes256-cts-hmac-sha1-96, kvno 2"));
    shared_realm()->write_keytab(keytab_path());
    shared_realm().log_in();
}

TEST_CASE("an old ticket is told from an old keytab") {
    const auto token = client_token();
    shared_realm()->change_key(web);
    shared_realm()->write_keytab(keytab_path());
    const auto found = refusal(token, keytab_path(), SEC_E_NO_KERB_KEY);
    CHECK(has(found.hint, "from before the key changed"));
    shared_realm().log_in();
}

TEST_CASE("a keytab that is missing, empty of the service's keys, or not for this process is told") {
    const auto token = client_token();
    const auto directory = shared_realm().environment().directory();
    const auto missing = "FILE:" + (directory / "no keytab").string();
    CHECK(
        has(refusal(token, missing, SEC_E_NO_CREDENTIALS).hint, "there is no file of the keytab " + missing));
    shared_realm()->add_service("ldap/dc.sspi.test");
    const auto other = "FILE:" + (directory / "other").string();
    shared_realm()->write_keytab(other, {"ldap/dc.sspi.test"});
    CHECK(has(refusal(token, other, SEC_E_NO_KERB_KEY).hint,
              "has no key for HTTP/web.sspi.test@SSPI.TEST; it has keys for ldap/dc.sspi.test"));
    shared_realm()->remove("ldap/dc.sspi.test");
}

TEST_CASE("a KDC whose clock differs is told as that") {
    const auto offset = GENERATE(-11min - 30s, 11min + 30s); // some time may pass
    const sspi::testing::environment files({.realm = realm_name, .libdefaults = "kdc_timesync = false"});
    shared_realm()->set_clock_offset(offset);
    std::thread([] { // which reads that configuration
        auto credential = logon_of(user, password);
        CHECK(begins(credential) == SEC_E_TIME_SKEW);
        const auto found = last_detail(credential.get());
        CHECK(found.krb5 == "KRB5KRB_AP_ERR_SKEW");
        CHECK(starts(found.hint, "clock differs from KDC by 11 minutes"));
    })
        .join();
    shared_realm()->set_clock_offset(0s);
}

TEST_CASE("an acceptor's error message is marked as its words") {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, from, web, ISC_REQ_MUTUAL_AUTH);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    shared_realm()->change_key(web);
    shared_realm()->write_keytab(keytab_path());
    auto with = acquire(SECPKG_CRED_INBOUND);
    one_call server{.credential = with.get(),
                    .fresh = with.get(),
                    .request = ASC_REQ_EXTENDED_ERROR,
                    .input = client.token};
    SecHandle unused{};
    server.fresh = &unused;
    REQUIRE(server.accept() < 0);
    shared_realm().log_in();
    initiate(client, from, web, ISC_REQ_MUTUAL_AUTH, server.token());
    CHECK(client.status < 0);
    const auto found = last_detail(client.context.get());
    CHECK(found.status == client.status);
    CHECK(has(found.text, "Target:       HTTP/web.sspi.test@SSPI.TEST"));
    CHECK(has(found.hint, "HTTP/web.sspi.test"));
}

TEST_CASE("channel bindings that differ are told") {
    const auto token = [] {
        auto from = acquire(SECPKG_CRED_OUTBOUND);
        peer client;
        initiate(client, from, web, ISC_REQ_MUTUAL_AUTH);
        return client.token;
    }();
    SEC_CHANNEL_BINDINGS head{};
    const std::string data = "tls-unique:of another channel";
    head.cbApplicationDataLength = static_cast<ULONG>(data.size());
    head.dwApplicationDataOffset = sizeof head;
    bytes block(sizeof head + data.size());
    std::memcpy(block.data(), &head, sizeof head);
    std::memcpy(block.data() + sizeof head, data.data(), data.size());
    auto with = acquire(SECPKG_CRED_INBOUND);
    SecHandle fresh{};
    one_call server{.credential = with.get(),
                    .fresh = &fresh,
                    .input = token,
                    .more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, block)}};
    CHECK(server.accept() == SEC_E_BAD_BINDINGS);
    CHECK(has(last_detail(with.get()).hint, "different channels"));
}

TEST_CASE("a token that was accepted before is told as a copy") {
    const auto token = client_token();
    auto with = acquire(SECPKG_CRED_INBOUND);
    peer first, second;
    accept(first, with, 0, token);
    REQUIRE(first.status >= 0);
    accept(second, with, 0, token);
    CHECK(second.status == SEC_E_LOGON_DENIED);
    CHECK(has(last_detail(with.get()).hint, "was accepted before"));
}

TEST_CASE("each thread has its own last failure") {
    peer nothing;
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(begins(credential, "HTTP/mine.sspi.test") == SEC_E_TARGET_UNKNOWN);
    detail before, after;
    std::thread([&] {
        before = last_detail();
        auto with = acquire(SECPKG_CRED_INBOUND);
        peer server;
        accept(server, with, 0, bytes_of("nonsense"));
        after = last_detail();
    }).join();
    CHECK(before.status == SEC_E_OK);
    CHECK(after.status == SEC_E_INVALID_TOKEN);
    CHECK(last_detail().status == SEC_E_TARGET_UNKNOWN);
    CHECK(last_detail(credential.get()).status == SEC_E_TARGET_UNKNOWN);
}

TEST_CASE("handles have their own last failures, also when calls about them alternate") {
    auto one = acquire(SECPKG_CRED_OUTBOUND), two = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(begins(one, "HTTP/one.sspi.test") == SEC_E_TARGET_UNKNOWN);
    REQUIRE(begins(two, "HTTP/two.sspi.test") == SEC_E_TARGET_UNKNOWN);
    REQUIRE(begins(one, web) == SEC_I_CONTINUE_NEEDED);
    CHECK(has(last_detail(one.get()).hint, "HTTP/one"));
    CHECK(has(last_detail(two.get()).hint, "HTTP/two"));
    CHECK(has(last_detail().hint, "HTTP/two"));
}

TEST_CASE("a context keeps the failures of its messages and queries") {
    auto s = establish(web, usual_request);
    CHECK(last_detail(s.client.context.get()).status == SEC_E_OK);
    CHECK(MakeSignature(s.client.context.get(), 7, nullptr, 0) == SEC_E_QOP_NOT_SUPPORTED);
    CHECK(starts(last_detail(s.client.context.get()).text, "MakeSignature: SEC_E_QOP_NOT_SUPPORTED"));
    CHECK(QueryContextAttributesA(s.client.context.get(), 0x7FFF, nullptr) < 0);
    CHECK(starts(last_detail(s.client.context.get()).text, "QueryContextAttributes: "));
    CHECK(last_detail(s.server.context.get()).status == SEC_E_OK);
}

TEST_CASE("cleaning up does not hide what failed, and the block outlives its handles") {
    PSSPI_ERROR_DETAIL block = nullptr;
    {
        auto credential = acquire(SECPKG_CRED_OUTBOUND);
        REQUIRE(begins(credential, "HTTP/gone.sspi.test") == SEC_E_TARGET_UNKNOWN);
        REQUIRE(SspiGetErrorDetail(credential.get(), &block) == SEC_E_OK);
    }
    CHECK(FreeContextBuffer(nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(DeleteSecurityContext(nullptr) == SEC_E_INVALID_HANDLE);
    std::thread([&] { CHECK(has(copy_of(*block).hint, "HTTP/gone")); }).join();
    CHECK(has(last_detail().hint, "HTTP/gone"));
    CHECK(FreeContextBuffer(block) == SEC_E_OK);
    CHECK(FreeContextBuffer(block) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("functions that are refused and those of credentials are noted") {
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(ApplyControlToken(nullptr, nullptr) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(starts(last_detail().text, "ApplyControlToken: SEC_E_UNSUPPORTED_FUNCTION"));
    CHECK(QueryCredentialsAttributesA(credential.get(), 99, nullptr) < 0);
    CHECK(starts(last_detail(credential.get()).text, "QueryCredentialsAttributes: "));
    CHECK(ChangeAccountPasswordA(arg("NTLM"), arg(""), arg("x"), arg("y"), arg("z"), FALSE, 0, nullptr) < 0);
    CHECK(starts(last_detail().text, "ChangeAccountPassword: SEC_E_SECPKG_NOT_FOUND"));
}

TEST_CASE("wrong arguments of the functions about failures") {
    PSSPI_ERROR_DETAIL block = nullptr;
    SecHandle nonsense{1, 2}, never{};
    CHECK(MakeSignature(nullptr, 0, nullptr, 0) == SEC_E_INVALID_HANDLE);
    CHECK(SspiGetErrorDetail(nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiGetErrorDetail(&nonsense, &block) == SEC_E_INVALID_HANDLE);
    CHECK(SspiGetErrorDetail(&never, &block) == SEC_E_INVALID_HANDLE);
    CHECK(block == nullptr);
    CHECK(starts(last_detail().text, "MakeSignature: SEC_E_INVALID_HANDLE"));
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    SecHandle freed = *credential.get();
    CHECK(FreeCredentialsHandle(credential.get()) == SEC_E_OK);
    credential.forget();
    CHECK(SspiGetErrorDetail(&freed, &block) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("every value has a name and a text") {
    CHECK(std::string(SspiGetStatusName(SEC_E_OK)) == "SEC_E_OK");
    CHECK(std::string(SspiGetStatusName(SEC_E_LOGON_DENIED)) == "SEC_E_LOGON_DENIED");
    CHECK(std::string(SspiGetStatusName(CRYPT_E_REVOKED)) == "CRYPT_E_REVOKED");
    CHECK(std::string(SspiGetStatusName(12345)) == "unknown status");
    CHECK(std::string(SspiGetStatusText(12345)) == "This is no status of the SSPI.");
}
