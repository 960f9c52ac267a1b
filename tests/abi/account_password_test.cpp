// SPDX-License-Identifier: BSL-1.0
// ChangeAccountPassword: the domain's answer, whatever it is, and bad arguments.
#include <support/identities.hpp>

#include <sspi/testing/server.hpp>

#include <ntsecapi.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

using namespace sspi;
using namespace sspi::test;

namespace {

constexpr auto old_word = "an old word";
constexpr auto new_word = "a new word";

/// What a Windows domain controller says in the place of a text: at least 12 characters, 24 remembered, complex.
[[nodiscard]] std::string windows_policy() {
    std::string out(30, '\0');
    out[5] = 12;
    out[9] = 24;
    out[13] = DOMAIN_PASSWORD_COMPLEX;
    out[21] = 100;
    out[29] = 7;
    return out;
}

[[nodiscard]] std::string policy(std::string_view, std::string_view word) {
    if (word == "like Windows") return windows_policy();
    return word.size() < 4 ? "the password is too short" : "";
}

/// A realm with a policy, and a user whose old password is the one above.
struct fixture {
    fixture() { realm.add_user("alice", old_word); }

    [[nodiscard]] SECURITY_STATUS change(const char* account, const char* from, const char* to,
                                         SecBufferDesc* output = nullptr, const char* domain = "",
                                         const char* package = "Kerberos") {
        return ChangeAccountPasswordA(arg(package), arg(domain), arg(account), arg(from), arg(to), FALSE, 0,
                                      output);
    }
    /// Whether the KDC takes the password.
    [[nodiscard]] bool is_password(const std::string& word, const std::string& name = "alice") {
        const std::string domain = realm_name;
        auto identity = identity_of(name, domain, word);
        auto credential = acquire(SECPKG_CRED_OUTBOUND, &identity);
        return first_leg_status(credential) == SEC_E_OK;
    }

    testing::realm realm{realm_name, {.password_policy = policy}};
    testing::environment environment{{.realm = realm_name}};
    testing::in_process route{realm};
    bool ready = (realm.add_service(web), true);
};

/// The buffer for a response, before a call.
struct response {
    SecBuffer buffer{77, SECBUFFER_CHANGE_PASS_RESPONSE, this};
    SecBufferDesc list{SECBUFFER_VERSION, 1, &buffer};

    [[nodiscard]] bool untouched() const { return buffer.pvBuffer == this && buffer.cbBuffer == 77; }
};

} // namespace

TEST_CASE("a password is changed, and then it is the password") {
    fixture with;
    const auto* const package = GENERATE("Kerberos", "kerberos", "Negotiate", "NEGOTIATE");
    CAPTURE(package);
    REQUIRE(with.is_password(old_word));
    CHECK(with.change("alice", old_word, new_word, nullptr, "sspi.test", package) == SEC_E_OK);
    CHECK(with.is_password(new_word));
    CHECK_FALSE(with.is_password(old_word));
    CHECK(with.realm.requests().password == 1);
}

TEST_CASE("an account names its domain itself where no other does") {
    fixture with;
    CHECK(with.change("alice@sspi.test", old_word, "one") == STATUS_PASSWORD_RESTRICTION);
    CHECK(with.change("alice@sspi.test", old_word, "first") == SEC_E_OK);
    CHECK(with.change("SSPI.TEST\\alice", "first", "second") == SEC_E_OK);
    CHECK(ChangeAccountPasswordA(arg("Kerberos"), nullptr, arg("alice"), arg("second"), arg("third"), TRUE, 0,
                                 nullptr) == SEC_E_OK);
    CHECK(with.is_password("third"));
}

TEST_CASE("wide text is as good, and passwords need not be ASCII") {
    fixture with;
    WCHAR package[] = {'K', 'e', 'r', 'b', 'e', 'r', 'o', 's', 0};
    WCHAR account[] = {'a', 'l', 'i', 'c', 'e', 0};
    WCHAR from[] = {'a', 'n', ' ', 'o', 'l', 'd', ' ', 'w', 'o', 'r', 'd', 0};
    WCHAR to[] = {0xFC, 0x20AC, 'x', 'y', 'z', 0};
    CHECK(ChangeAccountPasswordW(package, nullptr, account, from, to, FALSE, 0, nullptr) == SEC_E_OK);
    CHECK(with.is_password("\xC3\xBC\xE2\x82\xACxyz"));
}

TEST_CASE(
    "a wrong old password and an unknown account are denied, and nothing is asked of the password service") {
    fixture with;
    response told;
    CHECK(with.change("alice", "a wrong word", new_word, &told.list) == SEC_E_LOGON_DENIED);
    CHECK(with.change("nobody", old_word, new_word, &told.list) == SEC_E_LOGON_DENIED);
    CHECK(told.untouched());
    CHECK(with.realm.requests().password == 0);
    CHECK(with.is_password(old_word));
}

TEST_CASE("a password that has expired, or has to be changed, can be changed") {
    fixture with;
    const bool expired = GENERATE(true, false);
    CAPTURE(expired);
    testing::account_options options;
    if (expired) options.password_expires = std::chrono::system_clock::now() - std::chrono::hours(1);
    options.require_password_change = !expired;
    with.realm.set_options("alice", options);
    CHECK_FALSE(with.is_password(old_word));
    CHECK(with.change("alice", "a wrong word", new_word) == SEC_E_LOGON_DENIED);
    CHECK(with.change("alice", old_word, new_word) == SEC_E_OK);
    CHECK(with.is_password(new_word));
}

TEST_CASE("a disabled account cannot change its password") {
    fixture with;
    testing::account_options options;
    options.disabled = true;
    with.realm.set_options("alice", options);
    CHECK(with.change("alice", old_word, new_word) == SEC_E_LOGON_DENIED);
}

TEST_CASE(
    "a password that the policy refuses is asked for once, and the buffer is emptied where nothing is told") {
    fixture with;
    response told;
    CHECK(with.change("alice", old_word, "abc", &told.list) == STATUS_PASSWORD_RESTRICTION);
    CHECK(told.buffer.pvBuffer == nullptr);
    CHECK(told.buffer.cbBuffer == 0);
    CHECK(with.realm.requests().password == 1);
    CHECK(with.is_password(old_word));
    CHECK(with.change("alice", old_word, "", nullptr) == STATUS_PASSWORD_RESTRICTION);
}

TEST_CASE("what a Windows domain controller says about its policy comes back in the buffer") {
    fixture with;
    response told;
    CHECK(with.change("alice", old_word, "like Windows", &told.list) == STATUS_PASSWORD_RESTRICTION);
    REQUIRE(told.buffer.cbBuffer == sizeof(DOMAIN_PASSWORD_INFORMATION));
    const auto* const wanted = static_cast<const DOMAIN_PASSWORD_INFORMATION*>(told.buffer.pvBuffer);
    CHECK(wanted->MinPasswordLength == 12);
    CHECK(wanted->PasswordHistoryLength == 24);
    CHECK(wanted->PasswordProperties == DOMAIN_PASSWORD_COMPLEX);
    CHECK(wanted->MaxPasswordAge.QuadPart == 100);
    CHECK(wanted->MinPasswordAge.QuadPart == 7);
    CHECK(FreeContextBuffer(told.buffer.pvBuffer) == SEC_E_OK);
}

TEST_CASE("a change that went well tells nothing about the policy") {
    fixture with;
    response told;
    CHECK(with.change("alice", old_word, new_word, &told.list) == SEC_E_OK);
    CHECK(told.buffer.pvBuffer == nullptr);
    CHECK(told.buffer.cbBuffer == 0);
}

TEST_CASE("a realm without a password service is a target that is not known") {
    fixture with;
    with.realm.remove("kadmin/changepw");
    CHECK(with.change("alice", old_word, new_word) == SEC_E_TARGET_UNKNOWN);
}

TEST_CASE("without a KDC, or without a password server, there is no authority") {
    testing::realm realm(realm_name);
    realm.add_user("alice", old_word);
    const testing::environment environment({.realm = realm_name});
    const bool gone = GENERATE(true, false);
    const testing::in_process route(realm_name, [&](std::span<const std::byte> request) {
        const bool for_kdc = request.front() == std::byte{0x6a}; // an AS-REQ
        return gone || !for_kdc ? bytes() : realm.answer(request);
    });
    CHECK(ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg("alice"), arg(old_word), arg(new_word),
                                 FALSE, 0, nullptr) == SEC_E_NO_AUTHENTICATING_AUTHORITY);
}

TEST_CASE("the service is reached through sockets as well") {
    testing::realm realm(realm_name, {.enctypes = {testing::enctype::aes128_cts_hmac_sha1_96}});
    realm.add_user("alice", old_word);
    const testing::server listening(realm);
    const testing::environment environment({.realm = realm_name, .port = listening.port()});
    // A thread of its own, because Heimdal reads the configuration once in each.
    std::thread([] {
        const auto change = [] {
            return ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg("alice"), arg(old_word),
                                          arg(new_word), FALSE, 0, nullptr);
        };
        CHECK(change() == SEC_E_OK);
        CHECK(change() == SEC_E_LOGON_DENIED);
    }).join();
    CHECK(realm.requests().password == 1);
}

TEST_CASE("every enctype can carry a password") {
    const auto type = GENERATE(from_range(testing::all_enctypes().begin(), testing::all_enctypes().end()));
    CAPTURE(testing::enctype_name(type));
    testing::realm realm(realm_name, {.enctypes = {type}});
    realm.add_user("alice", old_word);
    const testing::environment environment(
        {.realm = realm_name, .enctypes = {type}, .libdefaults = "allow_weak_crypto = true"});
    const testing::in_process route(realm);
    // A thread of its own, because Heimdal reads the configuration once in each.
    std::thread([&] {
        CHECK(ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg("alice"), arg(old_word),
                                     arg(new_word), FALSE, 0, nullptr) == SEC_E_OK);
    }).join();
}

TEST_CASE("an answer that is cut, altered or made up is refused, and does no harm") {
    // With an enctype whose keys cost little: there are some hundred logons.
    testing::realm realm(realm_name, {.enctypes = {testing::enctype::arcfour_hmac_md5}});
    const testing::environment environment({.realm = realm_name});
    std::function<bytes(bytes)> spoil;
    const testing::in_process route(realm_name, [&](std::span<const std::byte> request) {
        auto answer = realm.answer(request);
        return request.front() == std::byte{0x6a} ? answer : spoil(std::move(answer));
    });
    const auto change = [](const char* name) {
        return ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg(name), arg(old_word),
                                      arg(old_word), FALSE, 0, nullptr);
    };
    std::size_t size = 0;
    realm.add_user("alice", old_word);
    spoil = [&](bytes answer) {
        size = answer.size();
        return answer;
    };
    REQUIRE(change("alice") == SEC_E_OK);
    SECTION("cut") {
        for (std::size_t length = 1; length < size; ++length) {
            spoil = [length](bytes answer) {
                answer.resize(std::min(answer.size() - 1, length)); // they differ by an octet or two
                return answer;
            };
            CAPTURE(length);
            CHECK(change("alice") < 0);
        }
    }
    SECTION("altered") {
        for (std::size_t at = 0; at < size; ++at) {
            spoil = [at](bytes answer) {
                if (at < answer.size()) answer[at] ^= std::byte{0x21};
                return answer;
            };
            CAPTURE(at);
            (void)change("alice"); // an octet of the outer frame of a message may be one that nobody reads
        }
    }
    SECTION("made up") {
        struct made_up {
            bytes answer;
            SECURITY_STATUS status;
        };
        // What is no message at all was not sent by a password server.
        const made_up all[] = {
            {bytes(6), SEC_E_ILLEGAL_MESSAGE},
            {bytes(3000, std::byte{0x7E}), SEC_E_ILLEGAL_MESSAGE},
            {bytes_of("\x7e\x02\x30"), SEC_E_ILLEGAL_MESSAGE},
            {bytes_of(std::string("\0\x06\0\x01\0\0", 6)), SEC_E_INVALID_TOKEN},
            {bytes_of(std::string("\0\x08\0\x01\xff\xff\0\0", 8)), SEC_E_INVALID_TOKEN},
        };
        for (const auto& each : all) {
            spoil = [&each](const bytes&) { return each.answer; };
            CHECK(change("alice") == each.status);
        }
    }
}

TEST_CASE("bad arguments are told apart, and no KDC hears of them") {
    fixture with;
    response told;
    auto* const output = &told.list;
    CHECK(with.change("alice", old_word, new_word, output, "", "NTLM") == SEC_E_SECPKG_NOT_FOUND);
    CHECK(with.change("alice", old_word, new_word, output, "", "") == SEC_E_SECPKG_NOT_FOUND);
    CHECK(with.change("alice", old_word, new_word, output, "", nullptr) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(with.change(nullptr, old_word, new_word, output) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(with.change("", old_word, new_word, output) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(with.change("al\nice", old_word, new_word, output) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(with.change("al\xff", old_word, new_word, output) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(with.change("alice", old_word, new_word, output, "\xff") == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(with.change("alice", nullptr, new_word, output) == SEC_E_INVALID_PARAMETER);
    CHECK(with.change("alice", old_word, nullptr, output) == SEC_E_INVALID_PARAMETER);
    CHECK(with.change("alice", old_word, "\xff\xfe", output) == SEC_E_INVALID_PARAMETER);
    CHECK(with.change("alice", old_word, std::string(1025, 'x').c_str(), output) == SEC_E_INVALID_PARAMETER);
    CHECK(told.untouched());
    SecBuffer wrong{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc list{SECBUFFER_VERSION, 1, &wrong};
    CHECK(with.change("alice", old_word, new_word, &list) == SEC_E_INVALID_TOKEN);
    list.cBuffers = 0;
    CHECK(with.change("alice", old_word, new_word, &list) == SEC_E_INVALID_TOKEN);
    CHECK(with.realm.requests().as == 0);
    CHECK(with.change("alice", old_word, std::string(1024, 'x').c_str(), output) == SEC_E_OK);
}
