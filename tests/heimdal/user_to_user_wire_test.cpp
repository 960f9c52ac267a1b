// SPDX-License-Identifier: BSL-1.0
// User-to-user against Heimdal's Kerberos library as the peer, which reads and makes the messages inside the tokens.
#include <gss/mechanism.hpp>
#include <support/catch.hpp>
#include <support/own_call.hpp>
#include <support/test_realm.hpp>
#include <wire/authenticator_checksum.hpp>
#include <wire/kerberos_authenticator.hpp>
#include <wire/user_to_user_token.hpp>

#include "user_to_user_peer.hpp"

#include <algorithm>
#include <string_view>

using namespace sspi;
using namespace sspi::test;
using detail::gss_flag;
using gss::bytes;
using wire::user_to_user_kind;

namespace {

constexpr auto bob = "bob";
constexpr auto asked = gss_flag::mutual | gss_flag::replay | gss_flag::integ | gss_flag::user_to_user;

test_realm& realm_with_bob() {
    auto& realm = shared_realm();
    static const bool added = (realm->add_user(bob, "bob's password"), true);
    REQUIRE(added);
    return realm;
}

/// The ticket-granting ticket in a cache, with its session key.
[[nodiscard]] peer_credentials ticket_of(const std::string& name) {
    auto& realm = realm_with_bob();
    const auto cache_name = "FILE:" + (realm.environment().directory() / (name + "_wire")).string();
    realm->write_cache(cache_name, name);
    const auto context = peer_context();
    peer_cache cache;
    peer_principal client, server;
    REQUIRE(krb5_cc_resolve(context, cache_name.c_str(), cache.out()) == 0);
    REQUIRE(krb5_cc_get_principal(context, cache.get(), client.out()) == 0);
    REQUIRE(krb5_make_principal(context, server.out(), realm_name, "krbtgt", realm_name, nullptr) == 0);
    krb5_creds wanted{};
    wanted.client = client.get();
    wanted.server = server.get();
    peer_credentials out;
    REQUIRE(krb5_get_credentials(context, KRB5_GC_CACHED, cache.get(), &wanted, out.out()) == 0);
    return out;
}

[[nodiscard]] gss::view message_of(const bytes& token, user_to_user_kind kind) {
    const auto parsed = wire::parse_user_to_user(token);
    REQUIRE(parsed.has_value());
    REQUIRE(parsed->kind == kind);
    return parsed->message;
}

} // namespace

TEST_CASE("Heimdal's library reads the client's AP-REQ with the session key, and the client its AP-REP") {
    const auto ticket = ticket_of(bob);
    auto& mechanism = gss::kerberos();
    auto client = mechanism.initiate(own_call(), mechanism.default_initiator({}),
                                     {.target = bob, .request = asked, .bindings = gss::channel_bindings{}});
    REQUIRE(client.has_value());
    const auto request = (*client)->advance(own_call(), {});
    REQUIRE(request.has_value());
    REQUIRE(wire::is_tgt_request(message_of(request->token, user_to_user_kind::tgt_request)));
    const auto opening = (*client)->advance(own_call(), wire::tgt_reply(octets_of(ticket.get()->ticket)));
    REQUIRE(opening.has_value());
    CHECK_FALSE(opening->complete);

    const auto context = peer_context();
    peer_auth peer;
    REQUIRE(krb5_auth_con_init(context, peer.out()) == 0);
    REQUIRE(krb5_auth_con_setuserkey(context, peer.get(), &ticket.get()->session) == 0);
    const auto data = lent(message_of(opening->token, user_to_user_kind::ap_req));
    krb5_flags options = 0;
    peer_ticket opened;
    REQUIRE(krb5_rd_req(context, peer.out(), &data, nullptr, nullptr, &options, opened.out()) == 0);
    CHECK((options & AP_OPTS_USE_SESSION_KEY) != 0);
    CHECK((options & AP_OPTS_MUTUAL_REQUIRED) != 0);
    const auto& authenticator = *peer.get()->authenticator;
    REQUIRE(authenticator.cksum != nullptr);
    CHECK(authenticator.cksum->cksumtype == wire::checksum_type);
    const auto said = wire::parse_checksum(octets_of(authenticator.cksum->checksum));
    REQUIRE(said.has_value());
    CHECK(said->flags == (asked & ~gss_flag::user_to_user));
    CHECK(said->bindings == detail::sent_bindings::empty); // the MD5 of bindings without a channel
    REQUIRE(authenticator.subkey != nullptr);
    CHECK(authenticator.subkey->keytype == static_cast<int>(test_enctype()));

    REQUIRE(krb5_auth_con_addflags(context, peer.get(),
                                   KRB5_AUTH_CONTEXT_USE_SUBKEY | KRB5_AUTH_CONTEXT_DO_SEQUENCE,
                                   nullptr) == 0);
    peer_data reply;
    REQUIRE(krb5_mk_rep(context, peer.get(), reply.out()) == 0);
    const auto last =
        (*client)->advance(own_call(), wire::framed(user_to_user_kind::ap_rep, octets_of(reply.get())));
    REQUIRE(last.has_value());
    CHECK(last->complete);
    const auto session = (*client)->describe();
    REQUIRE(session.has_value());
    CHECK(session->keys.acceptor_subkey);
    CHECK(std::ranges::equal(session->keys.key.view(), octets_of(peer.get()->local_subkey->keyvalue)));
    CHECK(session->keys.send_sequence == peer.get()->remote_seqnumber);
    CHECK(session->keys.receive_sequence == peer.get()->local_seqnumber);
    CHECK(session->acceptor == "bob@SSPI.TEST");
}

TEST_CASE("an AP-REP of another exchange is not the server's proof") {
    const auto ticket = ticket_of(bob);
    auto& mechanism = gss::kerberos();
    auto client = mechanism.initiate(own_call(), mechanism.default_initiator({}),
                                     {.target = bob, .request = asked, .bindings = std::nullopt});
    REQUIRE((client && (*client)->advance(own_call(), {})));
    REQUIRE((*client)->advance(own_call(), wire::tgt_reply(octets_of(ticket.get()->ticket))).has_value());
    const auto context = peer_context();
    peer_auth other;
    REQUIRE(krb5_auth_con_init(context, other.out()) == 0);
    REQUIRE(krb5_auth_con_setkey(context, other.get(), &ticket.get()->session) == 0);
    peer_data reply;
    REQUIRE(krb5_mk_rep(context, other.get(), reply.out()) == 0);
    const auto last =
        (*client)->advance(own_call(), wire::framed(user_to_user_kind::ap_rep, octets_of(reply.get())));
    REQUIRE_FALSE(last.has_value());
    CHECK(last.error().code == status::message_altered);
}

TEST_CASE("an AP-REQ as Kerberos alone makes it lacks the mechanism's checksum, and is refused") {
    realm_with_bob();
    auto& mechanism = gss::kerberos();
    auto server = mechanism.accept_user_to_user(
        own_call(),
        mechanism.logon_initiator(
            {.who = {bob, realm_name}, .password = detail::secret_string("bob's password")}),
        {});
    REQUIRE(server.has_value());
    const auto answer = (*server)->advance(own_call(), wire::tgt_request({{bob}, ""}));
    REQUIRE(answer.has_value());
    const auto peer_ticket = wire::ticket_in_reply(message_of(answer->token, user_to_user_kind::tgt_reply));
    REQUIRE(peer_ticket.has_value());

    const bool under_session_key = GENERATE(true, false);
    const auto context = peer_context();
    peer_cache cache;
    peer_principal client, target;
    REQUIRE(krb5_cc_default(context, cache.out()) == 0);
    REQUIRE(krb5_cc_get_principal(context, cache.get(), client.out()) == 0);
    REQUIRE(krb5_parse_name(context, "bob@SSPI.TEST", target.out()) == 0);
    krb5_creds wanted{};
    wanted.client = client.get();
    wanted.server = target.get();
    wanted.second_ticket = lent(*peer_ticket);
    peer_credentials ticket;
    REQUIRE(krb5_get_credentials(context, KRB5_GC_USER_USER, cache.get(), &wanted, ticket.out()) == 0);
    peer_auth auth;
    peer_data request;
    REQUIRE(krb5_mk_req_extended(context, auth.out(), under_session_key ? AP_OPTS_USE_SESSION_KEY : 0,
                                 nullptr, ticket.get(), request.out()) == 0);
    const auto last =
        (*server)->advance(own_call(), wire::framed(user_to_user_kind::ap_req, octets_of(request.get())));
    REQUIRE_FALSE(last.has_value());
    CHECK(last.error().code == (under_session_key ? status::crypto_system_invalid : status::invalid_token));
}

TEST_CASE("messages are not made by the mechanism, which has keys of RFC 4121 only") {
    realm_with_bob();
    auto& mechanism = gss::kerberos();
    auto client = mechanism.initiate(own_call(), mechanism.default_initiator({}),
                                     {.target = bob, .request = asked, .bindings = std::nullopt});
    REQUIRE(client.has_value());
    CHECK((*client)->get_mic({}).has_error());
    CHECK((*client)->verify_mic({}, {}).has_error());
    CHECK((*client)->wrap(true, {}).has_error());
    CHECK((*client)->unwrap({}).has_error());
}

TEST_CASE("Heimdal reads the authenticator that is written here") {
    const bytes checksum(7, std::byte{0x10}), key(32, std::byte{9});
    const auto der = wire::encode(
        wire::kerberos_authenticator{.client = {{"alice", "admin"}, "SSPI.TEST"},
                                     .checksum_type = 0x8003,
                                     .checksum = checksum,
                                     .time = std::chrono::sys_seconds(std::chrono::seconds(1700000000)),
                                     .microseconds = 999999,
                                     .subkey_enctype = 18,
                                     .subkey = key,
                                     .sequence_number = 0xFFFFFFFE});
    Authenticator read{};
    std::size_t size = 0;
    REQUIRE(decode_Authenticator(reinterpret_cast<const unsigned char*>(der.data()), der.size(), &read,
                                 &size) == 0);
    CHECK(size == der.size());
    CHECK(read.authenticator_vno == 5);
    CHECK(std::string_view(read.crealm) == "SSPI.TEST");
    REQUIRE(read.cname.name_string.len == 2);
    CHECK(std::string_view(read.cname.name_string.val[1]) == "admin");
    CHECK(read.ctime == 1700000000);
    CHECK(read.cusec == 999999);
    REQUIRE(read.cksum != nullptr);
    CHECK(read.cksum->cksumtype == 0x8003);
    CHECK(read.cksum->checksum.length == checksum.size());
    REQUIRE(read.subkey != nullptr);
    CHECK(read.subkey->keytype == 18);
    CHECK(read.subkey->keyvalue.length == key.size());
    REQUIRE(read.seq_number != nullptr);
    CHECK(*read.seq_number == 0xFFFFFFFE);
    free_Authenticator(&read);
}
