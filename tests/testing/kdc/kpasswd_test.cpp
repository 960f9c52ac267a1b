// SPDX-License-Identifier: BSL-1.0
// The password service of the embedded KDC, asked by Heimdal's own client and with damaged requests.
#include "../../support/catch.hpp"
#include "../../support/heimdal_leaks.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/server.hpp>

using namespace sspi::testing;

namespace {

using octets = std::vector<std::byte>;

struct verdict {
    krb5_error_code status = 0;
    int result = -1;
    std::string text{};
};

/// An initial ticket for the service, and a change with it, as kpasswd does: over sockets, version 0xff80 first.
[[nodiscard]] verdict change(const std::string& user, const std::string& from, const std::string& to,
                             const std::string& whose, bool first_version) {
    kerberos_client client;
    const auto context = client.context();
    krb5_principal name = nullptr;
    krb5_principal target = nullptr;
    REQUIRE(krb5_parse_name(context, user.c_str(), &name) == 0);
    REQUIRE(krb5_parse_name(context, whose.c_str(), &target) == 0);
    krb5_creds creds{};
    verdict out;
    out.status = krb5_get_init_creds_password(context, &creds, name, from.c_str(), nullptr, nullptr, 0,
                                              "kadmin/changepw", nullptr);
    if (out.status == 0) {
        krb5_data code{};
        krb5_data text{};
        const sspi::test::leak_of_heimdal unseen;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" // there is no other way to the first version
        out.status = first_version
                         ? krb5_change_password(context, &creds, to.c_str(), &out.result, &code, &text)
                         : krb5_set_password(context, &creds, to.c_str(), target, &out.result, &code, &text);
#pragma GCC diagnostic pop
        out.text.assign(static_cast<const char*>(text.data), text.length);
        krb5_data_free(&code);
        krb5_data_free(&text);
    }
    krb5_free_cred_contents(context, &creds);
    krb5_free_principal(context, name);
    krb5_free_principal(context, target);
    return out;
}

struct fixture {
    fixture() {
        kdc.add_user("alice", "secret");
        kdc.add_user("bob", "hidden");
    }
    [[nodiscard]] bool is_password(const std::string& word) const {
        kerberos_client alice;
        return alice.login("alice", word).status == 0;
    }

    realm kdc{"EXAMPLE.TEST", {.password_policy = [](std::string_view name, std::string_view word) {
                  return word == "weak" ? std::string(name) + " can do better" : std::string();
              }}};
    server listening{kdc};
    environment files{{.realm = "EXAMPLE.TEST", .port = listening.port()}};
};

/// The first request to the service that a change makes.
[[nodiscard]] octets password_request(const realm& kdc) {
    octets request;
    const in_process route("EXAMPLE.TEST", [&](std::span<const std::byte> sent) { return kdc.answer(sent); });
    kerberos_client alice;
    const auto context = alice.context();
    krb5_principal name = nullptr;
    REQUIRE(krb5_parse_name(context, "alice", &name) == 0);
    krb5_creds creds{};
    REQUIRE(krb5_get_init_creds_password(context, &creds, name, "secret", nullptr, nullptr, 0,
                                         "kadmin/changepw", nullptr) == 0);
    krb5_auth_context session = nullptr;
    krb5_auth_con_init(context, &session);
    krb5_auth_con_setflags(context, session, KRB5_AUTH_CONTEXT_DO_SEQUENCE);
    unsigned char address_octets[] = {127, 0, 0, 1};
    krb5_address address{};
    address.addr_type = 2;
    address.address = krb5_data{4, address_octets};
    krb5_auth_con_setaddrs(context, session, &address, nullptr);
    krb5_data ap_req{};
    krb5_data sealed{};
    char word[] = "changed";
    const krb5_data plain{7, word};
    REQUIRE(krb5_mk_req_extended(context, &session, AP_OPTS_USE_SUBKEY, nullptr, &creds, &ap_req) == 0);
    REQUIRE(krb5_mk_priv(context, session, &plain, &sealed, nullptr) == 0);
    for (const std::size_t number : {6 + ap_req.length + sealed.length, std::size_t{1}, ap_req.length}) {
        request.push_back(static_cast<std::byte>(number >> 8));
        request.push_back(static_cast<std::byte>(number));
    }
    for (const auto* const part : {&ap_req, &sealed}) {
        const auto* const first = static_cast<const std::byte*>(part->data);
        request.insert(request.end(), first, first + part->length);
    }
    krb5_data_free(&ap_req);
    krb5_data_free(&sealed);
    krb5_auth_con_free(context, session);
    krb5_free_cred_contents(context, &creds);
    krb5_free_principal(context, name);
    return request;
}

} // namespace

TEST_CASE("users change their passwords with both versions of the protocol") {
    const fixture with;
    const bool first_version = GENERATE(true, false);
    CAPTURE(first_version);
    const auto done = change("alice", "secret", "better", "alice", first_version);
    CHECK(done.status == 0);
    CHECK(done.result == 0);
    CHECK(with.is_password("better"));
    CHECK_FALSE(with.is_password("secret"));
    CHECK(with.kdc.requests().password == 1);
}

TEST_CASE("the policy's reason reaches the client") {
    const fixture with;
    const auto refused = change("alice", "secret", "weak", "alice", true);
    CHECK(refused.status == 0);
    CHECK(refused.result == 4);
    CHECK(refused.text == "alice@EXAMPLE.TEST can do better");
    CHECK(with.is_password("secret"));
}

TEST_CASE("the password of somebody else cannot be changed") {
    const fixture with;
    const auto refused = change("bob", "hidden", "mine", "alice", false);
    CHECK((refused.status != 0 || refused.result != 0));
    CHECK(with.is_password("secret"));
}

TEST_CASE("a request that is cut changes nothing, and one that is altered sets no other password") {
    realm kdc("EXAMPLE.TEST");
    kdc.add_user("alice", "secret");
    const environment files({.realm = "EXAMPLE.TEST"});
    const auto request = password_request(kdc);
    for (std::size_t length = 0; length < request.size(); ++length) {
        octets cut(request.begin(), request.begin() + static_cast<std::ptrdiff_t>(length));
        CAPTURE(length);
        CHECK(kdc.answer(cut).empty());
        if (length >= 2) { // and with a length that fits
            cut[0] = static_cast<std::byte>(length >> 8);
            cut[1] = static_cast<std::byte>(length);
        }
        (void)kdc.answer(cut);
    }
    const in_process route(kdc);
    kerberos_client alice;
    CHECK(alice.login("alice", "secret").status == 0);
    // Not every octet of an AP-REQ counts, so some of these are good requests.
    for (std::size_t at = 0; at < request.size(); ++at)
        for (const unsigned flipped : {0x01U, 0x80U, 0xFFU}) {
            auto altered = request;
            altered[at] ^= static_cast<std::byte>(flipped);
            (void)kdc.answer(altered);
        }
    const bool old_one = alice.login("alice", "secret").status == 0;
    CHECK((old_one || alice.login("alice", "changed").status == 0));
}

TEST_CASE("a script says how a change of a password ends, and nothing changes") {
    fixture with;
    auto rule = with.kdc.when(password_request().of("alice"));
    rule.answer(password_result::soft_error, "not today");
    const auto refused = change("alice", "secret", "better", "alice", false);
    CHECK(refused.status == 0);
    CHECK(refused.result == 4);
    CHECK(refused.text == "not today");
    CHECK(with.kdc.transcript().back().answer == "refused (4)");
    CHECK(with.kdc.transcript().back().client == "alice@EXAMPLE.TEST");
    rule.answer(password_result::success);
    CHECK(change("alice", "secret", "better", "alice", false).result == 0);
    CHECK(with.kdc.transcript().back().answer == "changed");
    CHECK(with.is_password("secret"));
    rule.remove();
    CHECK(change("alice", "secret", "better", "alice", false).result == 0);
    CHECK(with.is_password("better"));
}

TEST_CASE("the password service can be silent, or answer with a KRB-ERROR") {
    fixture with;
    const auto request = password_request(with.kdc);
    with.kdc.when(password_request()).answer(error_reply(krb_ap_err_skew));
    CHECK(with.kdc.answer(request).size() > 6);
    CHECK(with.kdc.transcript().back().error == krb_ap_err_skew);
    with.kdc.when(password_request()).drop();
    CHECK(with.kdc.answer(request).empty());
    CHECK(with.kdc.transcript().back().kind == message::password);
    CHECK(with.kdc.transcript().back().answer == "silence");
}
