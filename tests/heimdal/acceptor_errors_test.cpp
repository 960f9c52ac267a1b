// SPDX-License-Identifier: BSL-1.0
// What either side gets where the keytab, the ticket or a token is not as it should be.
#include "situations.hpp"

#include <wire/spnego_token.hpp>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

using namespace sspi::test;
using sspi::wire::spnego::neg_state;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

using package_name = std::string;

/// A client that has begun with alice's tickets.
two_sides begun(const package_name& package, ULONG request = usual_request) {
    the_realm().log_in();
    two_sides s{.client_credential = acquire_from(package, SECPKG_CRED_OUTBOUND),
                .server_credential = acquire_from(package, SECPKG_CRED_INBOUND)};
    s.client_leg(request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    return s;
}

situation keytab(const std::string& name, std::function<std::string()> made) {
    return {"keytab: " + name, [made = std::move(made)](const auto& package) {
                auto s = begun(package);
                REQUIRE(SspiSetCredentialStore(s.server_credential.get(), nullptr, made().c_str()) ==
                        SEC_E_OK);
                s.server_leg();
                return s.server.status;
            }};
}

std::string whole_keytab() {
    return content_of(the_realm().environment().keytab_name().substr(sizeof "FILE:" - 1));
}

std::string with_octet(std::string content, std::size_t place, char value) {
    content.at(place) = value;
    return content;
}

/// The keytab of a realm of the same name in another place of the world.
std::string foreign_keytab(sspi::testing::enctype type, const std::string& service = web) {
    sspi::testing::realm other(realm_name, {.enctypes = {type}});
    other.add_service(service);
    const auto name = "FILE:" + scratch("foreign").string();
    other.write_keytab(name);
    return name;
}

/// With the service's former key alone.
std::string former_keytab() {
    const auto former = whole_keytab();
    return written("former", former);
}

SECURITY_STATUS after_new_key(const package_name& package) {
    const auto name = former_keytab();
    the_realm()->change_key(web);
    auto s = begun(package);
    REQUIRE(SspiSetCredentialStore(s.server_credential.get(), nullptr, name.c_str()) == SEC_E_OK);
    s.server_leg();
    the_realm()->write_keytab(the_realm().environment().keytab_name());
    return s.server.status;
}

situation token(const std::string& name, std::function<void(bytes&)> change) {
    return {"token: " + name, [change = std::move(change)](const auto& package) {
                auto s = begun(package);
                one_call call{.credential = s.server_credential.get(), .fresh = s.server.context.get()};
                call.input = s.client.token;
                change(call.input);
                return call.accept();
            }};
}

/// Changes the octet that far from the end: the authenticator is there, and before it the ticket.
std::function<void(bytes&)> flip(std::size_t from_end) {
    return [from_end](bytes& token) { token.at(token.size() - from_end) ^= std::byte{0x10}; };
}

situation clock(const std::string& name, std::chrono::seconds ahead) {
    return {"acceptor's clock: " + name, [ahead](const auto& package) {
                auto s = begun(package);
                gsskrb5_set_time_offset(static_cast<int>(ahead.count()));
                s.server_leg();
                gsskrb5_set_time_offset(0);
                return s.server.status;
            }};
}

/// What the client answers to its acceptor's reply.
situation reply(const std::string& name, std::function<void(bytes&)> change) {
    return {"reply: " + name, [change = std::move(change)](const auto& package) {
                auto s = begun(package);
                s.server_leg();
                REQUIRE(s.server.status == SEC_E_OK);
                one_call call{.context = s.client.context.get()};
                call.input = s.server.token;
                change(call.input);
                return call.initiate();
            }};
}

SECURITY_STATUS reply_of_another(const package_name& package) {
    auto s = begun(package);
    auto other = begun(package);
    other.server_leg();
    one_call call{.context = s.client.context.get()};
    call.input = other.server.token;
    return call.initiate();
}

SECURITY_STATUS own_token_back(const package_name& package) {
    auto s = begun(package);
    one_call call{.context = s.client.context.get()};
    call.input = s.client.token;
    return call.initiate();
}

SECURITY_STATUS replayed(const package_name& package) {
    auto s = begun(package);
    s.server_leg();
    REQUIRE(s.server.status == SEC_E_OK);
    peer second;
    accept(second, s.server_credential, 0, s.client.token);
    return second.status;
}

/// The server takes one service's tickets, and the client has one of another.
SECURITY_STATUS for_another_service(const package_name& package) {
    the_realm()->remove("HTTP/other.sspi.test");
    the_realm()->add_service("HTTP/other.sspi.test");
    const auto name = "FILE:" + scratch("two services").string();
    the_realm()->write_keytab(name);
    the_realm().log_in();
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
    auto with = acquire_from(package, SECPKG_CRED_INBOUND, nullptr, web);
    peer client, server;
    initiate(client, from, "HTTP/other.sspi.test", usual_request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    accept(server, with, 0, client.token);
    return server.status;
}

SECURITY_STATUS user_to_user_ticket(const package_name& package) {
    auto s = begun(package);
    s.client = {};
    initiate(s.client, s.client_credential, "krbtgt/SSPI.TEST", usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    s.server_leg();
    return s.server.status;
}

} // namespace

TEST_CASE("an acceptor is told what is wrong with its keys") {
    using sspi::testing::enctype;
    check_situations(
        "acceptor_keytabs.txt",
        {keytab("not there", [] { return "FILE:" + scratch("nowhere").string(); }),
         keytab("empty", [] { return written("keys", ""); }),
         keytab("without entries", [] { return written("keys", whole_keytab().substr(0, 2)); }),
         keytab("garbage", [] { return written("keys", "no keytab at all, but a text of some length"); }),
         keytab("version", [] { return written("keys", with_octet(whole_keytab(), 1, 9)); }),
         keytab("cut short", [] { return written("keys", whole_keytab().substr(0, 30)); }),
         keytab("a length beyond the file",
                [] { return written("keys", with_octet(whole_keytab(), 2, 0x7F)); }),
         keytab("a directory", [] { return "FILE:" + the_realm().environment().directory().string(); }),
         keytab("a pipe", [] { return silent_pipe("pipe"); }),
         keytab("a device", [] { return std::string("FILE:/dev/zero"); }),
         keytab("larger than any", [] { return huge("huge", whole_keytab(), (16 << 20) + 1); }),
         keytab("of version 1, malformed", [] { return written("keys", with_octet(whole_keytab(), 1, 1)); }),
         keytab("one of two that is malformed",
                [] {
                    return "ANY:" + written("keys", "no keytab") + "," +
                           the_realm().environment().keytab_name();
                }),
         keytab("below a file", [] { return "FILE:" + scratch("ccache").string() + "/keys"; }),
         keytab("of a type that does not exist", [] { return std::string("WHAT:keys"); }),
         keytab("of another service",
                [] { return foreign_keytab(test_enctype(), "HTTP/another.sspi.test"); }),
         keytab("another key", [] { return foreign_keytab(test_enctype()); }),
         keytab("a key of another enctype", [] { return foreign_keytab(enctype::aes256_cts_hmac_sha1_96); }),
         {"keytab: the former key", after_new_key},
         {"ticket: for another service than the one", for_another_service},
         {"ticket: for the KDC", user_to_user_ticket}});
}

TEST_CASE("an acceptor is told what is wrong with the token") {
    check_situations("acceptor_tokens.txt",
                     {token("empty", [](bytes& t) { t.clear(); }),
                      token("one octet", [](bytes& t) { t.resize(1); }),
                      token("cut short", [](bytes& t) { t.resize(t.size() - 1); }),
                      token("half", [](bytes& t) { t.resize(t.size() / 2); }),
                      token("an octet more", [](bytes& t) { t.push_back(std::byte{}); }),
                      token("garbage", [](bytes& t) { t = bytes_of("GET / HTTP/1.1\r\n\r\n"); }),
                      token("of NTLM", [](bytes& t) { t = bytes_of(std::string("NTLMSSP\0\1\0\0\0", 12)); }),
                      token("authenticator changed", flip(5)),
                      token("ticket changed", flip(300)),
                      clock("ten minutes ahead", minutes(10)),
                      clock("ten minutes behind", -minutes(10)),
                      clock("a day ahead", hours(24)),
                      clock("a day behind", -hours(24)),
                      {"token: the same again", replayed}});
}

TEST_CASE("an initiator is told what is wrong with the reply") {
    check_situations("initiator_replies.txt",
                     {reply("empty", [](bytes& t) { t.clear(); }),
                      reply("one octet", [](bytes& t) { t.resize(1); }),
                      reply("cut short", [](bytes& t) { t.resize(t.size() - 1); }),
                      reply("half", [](bytes& t) { t.resize(t.size() / 2); }),
                      reply("an octet more", [](bytes& t) { t.push_back(std::byte{}); }),
                      reply("garbage", [](bytes& t) { t = bytes_of("HTTP/1.1 200 OK\r\n\r\n"); }),
                      reply("changed", flip(5)),
                      {"reply: that of another context", reply_of_another},
                      {"reply: the initiator's own token", own_token_back}});
}
