// SPDX-License-Identifier: BSL-1.0
// What a KDC is asked in a logon: no proof twice. And how often a password becomes a key: once.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/identity_block.hpp>

#include <sspi_extensions.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

using namespace sspi::test;
using namespace sspi::testing;
using std::chrono::hours;

namespace {

/// What happened as long as it lives.
class watch {
  public:
    watch() {
        shared_realm()->clear_transcript();
        CHECK(SspiSetTrace(hear, this) == SEC_E_OK);
    }
    ~watch() { CHECK(SspiSetTrace(nullptr, nullptr) == SEC_E_OK); }
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;

    [[nodiscard]] std::size_t requests() const { return shared_realm()->transcript().of(message::as).size(); }
    [[nodiscard]] std::size_t proofs() const {
        std::size_t found = 0;
        for (const auto& seen : shared_realm()->transcript().of(message::as))
            found += seen.preauthenticated() ? 1 : 0;
        return found;
    }
    [[nodiscard]] int keys() const { return keys_; }

  private:
    static void SEC_ENTRY hear(void* context, const char* line) {
        if (std::string(line).find("string-to-key for enctype") != std::string::npos)
            ++static_cast<watch*>(context)->keys_;
    }
    std::atomic<int> keys_{0};
};

/// A user that no other test of this program uses.
void add(const std::string& name, const account_options& options = {}) {
    shared_realm()->add_user(name, name + "'s password", options);
}

owned_credential credential_of(const std::string& name, const std::string& secret,
                               const std::string& domain = realm_name) {
    const who<char> strings{name, domain, secret};
    auto identity = plain_identity(strings);
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}
owned_credential credential_of(const std::string& name) {
    return credential_of(name, name + "'s password");
}

owned_credential credential_by_keytab(const std::string& name) {
    const auto path = shared_realm().environment().directory() / (name + ".keytab");
    shared_realm()->write_keytab(path.string(), {name});
    std::ifstream in(path, std::ios::binary);
    const std::string contents{std::istreambuf_iterator<char>(in), {}};
    auto block = identity_block(SEC_WINNT_AUTH_IDENTITY_ANSI).user(name).domain(std::string(realm_name));
    auto identity = block.keytab(bytes_of(contents)).bytes();
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, identity.data());
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}

/// First legs of that many threads at once: how many answered so.
std::size_t at_once(owned_credential& credential, std::size_t threads, SECURITY_STATUS expected) {
    std::atomic<std::size_t> waiting{threads}, as_expected{0};
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&] {
            --waiting;
            while (waiting != 0)
                std::this_thread::yield();
            SecHandle context{};
            one_call call{.credential = credential.get(), .fresh = &context};
            const auto status = call.initiate();
            if (status >= 0) DeleteSecurityContext(&context);
            as_expected += status == expected ? 1 : 0;
        });
    for (auto& t : running)
        t.join();
    return as_expected;
}

void set_clock(owned_credential& of, std::chrono::seconds ahead) {
    SspiCredential_ClockOffset clock{ahead.count()};
    REQUIRE(SetCredentialsAttributesA(of.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
            SEC_E_OK);
}

bytes der(int tag, std::initializer_list<bytes> parts) {
    bytes out{static_cast<std::byte>(tag), std::byte{}};
    for (const auto& part : parts)
        out.insert(out.end(), part.begin(), part.end());
    REQUIRE(out.size() < 0x80 + 2);
    out[1] = static_cast<std::byte>(out.size() - 2);
    return out;
}

/// METHOD-DATA with an ETYPE-INFO2 (RFC 4120 section 5.2.7.5) that has these string-to-key parameters.
bytes method_data(const bytes& parameters) {
    const auto number = [](int value) { return der(0x02, {{static_cast<std::byte>(value)}}); };
    const auto entry = der(
        0x30, {der(0xA0, {number(static_cast<int>(test_enctype()))}), der(0xA2, {der(0x04, {parameters})})});
    return der(0x30, {der(0x30, {der(0xA1, {number(19)}), der(0xA2, {der(0x04, {der(0x30, {entry})})})})});
}

} // namespace

TEST_CASE("a logon is two requests, one of them with a proof, and one string-to-key") {
    add("plain");
    auto credential = credential_of("plain");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(seen.requests() == 2);
    CHECK(seen.proofs() == 1);
    CHECK(seen.keys() == 1);
}

TEST_CASE("many threads with one handle make one exchange and one key") {
    add("crowd");
    auto credential = credential_of("crowd");
    const watch seen;
    CHECK(at_once(credential, 8, SEC_E_OK) == 8);
    CHECK(seen.requests() == 2);
    CHECK(seen.keys() == 1);
}

TEST_CASE("a wrong password is offered once, whoever uses the handle how often") {
    add("typo");
    auto credential = credential_of("typo", "not that");
    const watch seen;
    CHECK(at_once(credential, 6, SEC_E_LOGON_DENIED) == 6);
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    CHECK(seen.requests() == 2);
    CHECK(seen.proofs() == 1);
    CHECK(seen.keys() == 1);
}

TEST_CASE("one damaged answer costs one more request, and not the handle") {
    add("noisy");
    auto rule = shared_realm()->when(as_request().of("noisy").with_preauth().nth(1)).corrupt(-1);
    auto credential = credential_of("noisy");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(rule.used() == 1);
    CHECK(seen.proofs() == 2);
    CHECK(seen.keys() == 1);
    rule.remove();
}

TEST_CASE("answers that are damaged again and again are not remembered") {
    add("noisier");
    auto rule = shared_realm()->when(as_request().of("noisier").with_preauth()).corrupt(-1);
    auto credential = credential_of("noisier");
    const watch seen;
    CHECK(first_leg_status(credential) < 0);
    CHECK(seen.proofs() == 2); // it was right both times, as far as the KDC said
    rule.remove();
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("a refusal does not end a ticket that is good") {
    add("renewed");
    auto credential = credential_of("renewed");
    CHECK(first_leg_status(credential) == SEC_E_OK);
    shared_realm()->advance(std::chrono::minutes(9 * 60 + 58)); // of ten hours
    set_clock(credential, std::chrono::minutes(9 * 60 + 58));
    auto rule = shared_realm()
                    ->when(as_request().of("renewed").with_preauth())
                    .answer(error_reply(kdc_err_preauth_failed));
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(seen.proofs() == 1);
    CHECK(rule.used() == 1);
    shared_realm()->set_clock_offset(std::chrono::seconds(0));
    rule.remove();
}

TEST_CASE("a KDC that asks for a proof and has one gets no second of the same") {
    const auto name = enctype_name(test_enctype());
    if (!name.starts_with("aes")) return;
    add("asked");
    const auto usual_rounds = bytes{std::byte{}, std::byte{}, std::byte{0x10}, std::byte{}};
    auto rule = shared_realm()
                    ->when(as_request().of("asked"))
                    .answer(error_reply(kdc_err_preauth_required).e_data(method_data(usual_rounds)));
    auto credential = credential_of("asked");
    const watch seen;
    CHECK(first_leg_status(credential) < 0);
    CHECK(seen.proofs() == 1);
    rule.remove();
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("a former key is offered once") {
    add("robot");
    auto credential = credential_by_keytab("robot");
    shared_realm()->change_password("robot", "another");
    const watch seen;
    CHECK(first_leg_status(credential) < 0);
    CHECK(seen.requests() == 2);
    CHECK(seen.proofs() == 1);
    CHECK(seen.keys() == 0);
}

TEST_CASE("a wrong old password is offered once for a change") {
    add("changing");
    const watch seen;
    CHECK(ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg("changing"), arg("not that"),
                                 arg("new"), FALSE, 0, nullptr) == SEC_E_LOGON_DENIED);
    CHECK(seen.proofs() == 1);
    CHECK(seen.keys() == 1);
    CHECK(ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg("changing"),
                                 arg("changing's password"), arg("new"), FALSE, 0, nullptr) == SEC_E_OK);
    CHECK(seen.proofs() == 2);
    CHECK(seen.keys() == 2);
}

TEST_CASE("a KDC that refuses a request without a proof is asked again, without the newer option") {
    add("old-style");
    constexpr std::int32_t req_enc_pa_rep = 149; // RFC 6806 section 11
    auto picky = shared_realm()
                     ->when(as_request().of("old-style").with_padata(req_enc_pa_rep))
                     .answer(error_reply(kdc_err_preauth_failed));
    auto credential = credential_of("old-style");
    const watch seen;
    (void)first_leg_status(
        credential); // libkdc's tickets claim the option all the same, which Heimdal refuses
    CHECK(picky.used() == 1);
    CHECK(seen.requests() == 3);
    CHECK(seen.proofs() == 1);
    picky.remove();
}

TEST_CASE("a refusal says what the KDC said") {
    add("told");
    auto rule = shared_realm()
                    ->when(as_request().of("told").with_preauth())
                    .answer(error_reply(kdc_err_preauth_failed).nt_status(0xC0000224));
    auto credential = credential_of("told");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    PSSPI_ERROR_DETAIL detail = nullptr;
    REQUIRE(SspiGetErrorDetail(credential.get(), &detail) == SEC_E_OK);
    CHECK(detail->ulNtStatus == 0xC0000224);
    CHECK(std::string(detail->pszKrb5Name) == "KRB5KDC_ERR_PREAUTH_FAILED");
    FreeContextBuffer(detail);
    CHECK(rule.used() == 1);
    rule.remove();
}

TEST_CASE("a later logon of the handle goes by the key that it has") {
    add("enduring");
    auto credential = credential_of("enduring");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    shared_realm()->advance(hours(11));
    set_clock(credential, hours(11));
    CHECK(first_leg_status(credential) == SEC_E_OK);
    shared_realm()->set_clock_offset(std::chrono::seconds(0));
    CHECK(seen.requests() == 4);
    CHECK(seen.proofs() == 2);
    CHECK(seen.keys() == 1);
}

TEST_CASE("a KDC that forbids forwardable tickets costs requests, and no second string-to-key") {
    add("rooted");
    auto rule = shared_realm()
                    ->when(as_request().of("rooted").with_preauth().with_option(option_forwardable))
                    .answer(error_reply(kdc_err_policy));
    auto credential = credential_of("rooted");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(rule.used() == 1);
    CHECK(seen.keys() == 1);
    rule.remove();
}

TEST_CASE("a KDC of another time is believed, with the same key") {
    add("early");
    shared_realm()->set_clock_offset(hours(1));
    auto credential = credential_of("early");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(first_leg_status(credential) == SEC_E_OK);
    shared_realm()->set_clock_offset(std::chrono::seconds(0));
    CHECK(seen.proofs() == 2);
    CHECK(seen.keys() == 1);
}

TEST_CASE("a user without pre-authentication costs one request and one string-to-key") {
    add("trusting", {.require_preauth = false});
    auto credential = credential_of("trusting");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(seen.requests() == 1);
    CHECK(seen.keys() == 1);
}

TEST_CASE("a password that has to be changed is not asked about twice") {
    add("stale", {.password_expires = std::chrono::system_clock::now() - hours(1)});
    auto credential = credential_of("stale");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    CHECK(seen.proofs() <= 1);
    CHECK(seen.keys() <= 1);
}

TEST_CASE("an account under another name has the salt that the KDC says") {
    add("maiden");
    shared_realm()->add_alias("married@people.example", "maiden");
    auto credential = credential_of("married@people.example", "maiden's password", "");
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(seen.proofs() == 1);
    CHECK(seen.keys() == 1);
}

TEST_CASE("a user of another realm proves herself there alone") {
    realm other("OTHER.TEST", {.enctypes = {test_enctype()}});
    const in_process route(other);
    other.add_user("carol", "carol's password");
    other.add_alias("carol@elsewhere.example", "carol");
    shared_realm()->refer("elsewhere.example", "OTHER.TEST");
    auto credential = credential_of("carol@elsewhere.example", "carol's password", "");
    const watch seen;
    (void)first_leg_status(credential); // there is no trust between them
    CHECK(seen.requests() == 1);
    CHECK(seen.proofs() == 0);
    CHECK(other.transcript().of(message::as).size() == 2);
    CHECK(other.transcript().of(message::as).back().answer == "AS-REP");
    CHECK(seen.keys() == 1);
}

TEST_CASE("string-to-key parameters that are absurd end the logon at once, and tell the KDC nothing") {
    const auto name = enctype_name(test_enctype());
    if (!name.starts_with("aes")) return;
    add("patient");
    auto credential = credential_of("patient");
    const auto octets = [](std::initializer_list<int> values) {
        bytes out;
        for (const int value : values)
            out.push_back(static_cast<std::byte>(value));
        return out;
    };
    for (const auto& parameters : {octets({0, 0, 0, 0}), octets({0xFF, 0xFF, 0xFF, 0xFF}),
                                   octets({0, 0x10, 0, 1}), octets({16}), octets({0, 0, 0, 16, 0})}) {
        auto rule = shared_realm()
                        ->when(as_request().of("patient"))
                        .answer(error_reply(kdc_err_preauth_required).e_data(method_data(parameters)));
        const watch seen;
        CHECK(first_leg_status(credential) == SEC_E_CRYPTO_SYSTEM_INVALID);
        PSSPI_ERROR_DETAIL detail = nullptr;
        REQUIRE(SspiGetErrorDetail(credential.get(), &detail) == SEC_E_OK);
        CHECK(std::string(detail->pszKrb5Name) == "KRB5_ERR_BAD_S2K_PARAMS");
        CHECK(std::string(detail->pszMechanismText).find("rounds") != std::string::npos);
        FreeContextBuffer(detail);
        CHECK(seen.requests() == 1);
        CHECK(seen.keys() == 0);
        rule.remove();
    }
    CHECK(first_leg_status(credential) == SEC_E_OK); // not remembered
}

TEST_CASE("another recipe makes another key") {
    const auto name = enctype_name(test_enctype());
    if (!name.starts_with("aes")) return;
    add("varied");
    auto credential = credential_of("varied");
    auto rule = shared_realm()
                    ->when(as_request().of("varied").with_preauth(false))
                    .answer(error_reply(kdc_err_preauth_required)
                                .e_data(method_data({std::byte{}, std::byte{}, std::byte{}, std::byte{16}})));
    auto refused = shared_realm()
                       ->when(as_request().of("varied").with_preauth())
                       .answer(error_reply(kdc_err_client_revoked));
    const watch seen;
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    CHECK(first_leg_status(credential) == SEC_E_LOGON_DENIED);
    CHECK(refused.used() == 2);
    CHECK(seen.keys() == 1);
    rule.remove();
    refused.remove();
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(seen.keys() == 2);
}
