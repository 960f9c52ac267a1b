// SPDX-License-Identifier: BSL-1.0
// Initiator and acceptor as state machines: every form of exchange, and every way to use them wrongly.
#include <support/api_sides.hpp>
#include <support/heimdal_leaks.hpp>

#include <future>
#include <thread>

using namespace sspi;
using namespace sspi::test;

namespace {

struct sides {
    initiator client;
    acceptor server;
};

sides begun(initiator_options asked = {}, acceptor_options offered = {},
            std::string_view package = packages::kerberos) {
    return {initiator(client_credential(package), target(), std::move(asked)),
            acceptor(server_credential(package), std::move(offered))};
}

/// The error of a step.
template <class Side>
std::error_code error_of(Side& side, std::span<const std::byte> token) {
    std::error_code code;
    (void)side.step(token, code);
    return code;
}

} // namespace

TEST_CASE("One token is enough without mutual authentication") {
    auto [client, server] = begun(asking_for({feature::integrity, feature::confidentiality}));
    const auto only = client.step();
    CHECK(only.next == want::nothing);
    CHECK(client.done());
    const auto answer = server.step(only.token);
    CHECK(answer.next == want::nothing);
    CHECK(answer.token.empty());
    CHECK_FALSE(client.granted().contains(feature::mutual_authentication));
    CHECK(server.client_name() == alice());
}

TEST_CASE("DCE style takes three legs, the last of which the server waits for") {
    auto [client, server] = begun(asking_for(features{feature::dce_style, feature::mutual_authentication,
                                                      feature::integrity, feature::confidentiality}));
    const auto first = client.step();
    CHECK(first.next == want::token);
    const auto second = server.step(first.token);
    CHECK(second.next == want::token);
    CHECK_FALSE(server.done());
    const auto third = client.step(second.token);
    CHECK(client.done());
    CHECK_FALSE(third.token.empty());
    CHECK(server.step(third.token).next == want::nothing);
    CHECK(server.done());
    CHECK(server.granted().contains(feature::dce_style));
}

TEST_CASE("A server may begin with Negotiate's hint") {
    auto [client, server] = begun({}, {}, packages::negotiate);
    const auto hint = server.step();
    CHECK_FALSE(hint.token.empty());
    const auto first = client.step(hint.token);
    const auto answer = server.step(first.token);
    CHECK_FALSE(client.step(answer.token).next == want::token);
    CHECK(client.done());
    CHECK(server.done());
}

TEST_CASE("An exchange ends in failure where something required was not granted") {
    acceptor_options strict;
    strict.required = feature::confidentiality;
    auto [client, server] = begun(asking_for(feature::integrity), strict);
    const auto token = client.step().token;
    CHECK(error_of(server, token) == errc::security_qos_failed);
    CHECK_FALSE(server.done());
    CHECK(error_of(server, token) == errc::security_qos_failed);
    std::error_code code;
    (void)server.channel(code);
    CHECK(code == errc::invalid_handle);
}

TEST_CASE("What is required is asked for too, and never dropped") {
    initiator_options asked;
    asked.request = feature::integrity;
    asked.required = {feature::mutual_authentication, feature::confidentiality};
    auto both = establish(packages::kerberos, asked);
    CHECK(both.client.granted().contains(asked.required | asked.request));
    CHECK(both.server.granted().contains(feature::confidentiality));

    asked.required = feature::delegation; // the KDC forwards nothing to this service
    auto [client, server] = begun(asked);
    CHECK(error_of(client, {}) == errc::security_qos_failed);
    CHECK_FALSE(client.done());

    asked = {};
    asked.request |= feature::extended_error;
    acceptor_options offered;
    offered.request = {};
    offered.required = feature::extended_error;
    CHECK(establish(packages::kerberos, asked, offered).server.granted().contains(offered.required));
}

TEST_CASE("No protection of messages is a wish, which nothing has to grant") {
    initiator_options asked;
    asked.request = {};
    asked.required = feature::no_message_protection;
    const auto both = establish(packages::kerberos, asked);
    CHECK_FALSE(both.client.granted().contains(feature::integrity));
}

TEST_CASE("A step of an exchange that is over is refused, and the context stays usable") {
    auto both = establish();
    const auto junk = bytes_of("junk");
    CHECK(error_of(both.client, junk) == errc::unsupported_function);
    CHECK(error_of(both.client, {}) == errc::unsupported_function);
    CHECK(error_of(both.server, junk) == errc::unsupported_function);
    CHECK(both.client.done());
    auto token = both.client.channel().wrap(junk);
    CHECK(text_of(both.server.channel().unwrap(token).data) == "junk");
}

TEST_CASE("There is no channel before the end, and no attribute that needs one") {
    auto [client, server] = begun();
    (void)client.step();
    CHECK_FALSE(client.done());
    CHECK_THROWS_AS(client.channel(), system_error);
    CHECK_THROWS_AS(client.client_name(), system_error);
    CHECK(client.package().name == "Kerberos");
    std::error_code code;
    CHECK(server.client_name(code).empty());
    CHECK(code == errc::invalid_handle);
}

TEST_CASE("A missing token changes nothing, and the exchange goes on") {
    auto [client, server] = begun();
    CHECK(error_of(server, {}) == errc::invalid_token);
    const auto first = client.step();
    CHECK(error_of(client, {}) == errc::invalid_token);
    const auto answer = server.step(first.token);
    CHECK(client.step(answer.token).next == want::nothing);
}

TEST_CASE("What was moved from fails with invalid_handle and can be assigned to") {
    auto [client, server] = begun();
    auto taken = std::move(client);
    // NOLINTBEGIN(bugprone-use-after-move): it is what is looked at
    CHECK_FALSE(client.done());
    CHECK(client.granted().empty());
    CHECK(client.handle().dwLower == 0);
    CHECK(error_of(client, {}) == errc::invalid_handle);
    std::error_code code;
    (void)client.channel(code);
    CHECK(code == errc::invalid_handle);
    CHECK(client.client_name(code).empty());
    CHECK(code == errc::invalid_handle);
    // NOLINTEND(bugprone-use-after-move)
    client = std::move(taken);
    run(client, server);
    const secure_channel nothing;
    CHECK_THROWS_AS(nothing.wrap(bytes_of("x")), system_error);
}

TEST_CASE("An empty credential fails with invalid_handle") {
    initiator client(credential(), target());
    CHECK(error_of(client, {}) == errc::invalid_handle);
    acceptor server((credential()));
    CHECK(error_of(server, bytes_of("x")) == errc::invalid_handle);
}

TEST_CASE("Tokens that are cut short or altered are refused, and a fresh acceptor takes the genuine one "
          "after them") {
    for (const auto package : {packages::kerberos, packages::negotiate}) {
        INFO(package);
        auto [client, server] = begun({}, {}, package);
        const auto token = client.step().token;
        for (const std::size_t size : {std::size_t{1}, std::size_t{20}, token.size() / 2, token.size() - 1})
            CHECK(error_of(server, std::span(token).first(size)));
        for (const std::size_t before_the_end : {std::size_t{1}, std::size_t{30}, std::size_t{60}}) {
            auto altered = token;
            altered[token.size() - before_the_end] ^= std::byte{0x41};
            CHECK(error_of(server, altered) == errc::message_altered);
        }
        const auto answer = server.step(token);
        CHECK(server.done());
        CHECK(error_of(client, std::span(answer.token).first(answer.token.size() - 1)));
        CHECK_FALSE(client.done());
        const auto again = error_of(client, answer.token);
        CHECK(again); // it is over
        CHECK(again == error_of(client, answer.token));
    }
}

TEST_CASE("With extended_error a refused client gets a token that says why") {
    auto asked = initiator_options{};
    asked.request |= feature::extended_error;
    asked.bindings = channel_bindings::tls_unique(bytes_of("one"));
    auto offered = acceptor_options{};
    offered.request |= feature::extended_error;
    offered.bindings = channel_bindings::tls_unique(bytes_of("another"));
    auto [client, server] = begun(asked, offered);
    const auto first = client.step();
    std::vector<std::byte> reason;
    [[maybe_unused]] const leak_of_heimdal leak;
    try {
        (void)server.step(first.token);
        FAIL("the bindings differ");
    } catch (const system_error& error) {
        CHECK(error.code() == errc::bad_bindings);
        reason.assign(error.token().begin(), error.token().end());
    }
    REQUIRE_FALSE(reason.empty());
    CHECK(error_of(client, reason) == errc::bad_bindings);

    auto [second, other] = begun(asked, offered);
    const auto opening = second.step();
    std::error_code code;
    CHECK_FALSE(other.step(opening.token, code).token.empty());
    CHECK(code == errc::bad_bindings);
}

TEST_CASE("Channel bindings have to be those of the client, by the server's rule") {
    const auto ours = channel_bindings::tls_server_end_point(bytes_of("hash"));
    const auto outcome_of = [](const channel_bindings& client_has, const channel_bindings& server_has,
                               bindings_rule rule) {
        initiator_options asked;
        asked.bindings = client_has;
        acceptor_options offered;
        offered.bindings = server_has;
        offered.rule = rule;
        auto [client, server] = begun(asked, offered);
        const auto token = client.step().token;
        [[maybe_unused]] const leak_of_heimdal leak;
        return error_of(server, token);
    };
    using enum bindings_rule;
    CHECK_FALSE(outcome_of(ours, channel_bindings::tls_server_end_point(bytes_of("hash")), required));
    CHECK_FALSE(outcome_of(ours, {}, required));
    CHECK(outcome_of({}, ours, required) == errc::bad_bindings);
    CHECK_FALSE(outcome_of({}, ours, optional));
    CHECK(outcome_of(channel_bindings::tls_exporter(bytes_of("hash")), ours, optional) == errc::bad_bindings);
    CHECK_FALSE(outcome_of(ours, {}, any));
    CHECK(outcome_of({}, {}, any) == errc::bad_bindings);
}

TEST_CASE("Threads share credentials, and both directions of one context") {
    const auto who = client_credential();
    const auto service = server_credential();
    const auto work = [&] {
        initiator client(who, target());
        acceptor server(service);
        std::error_code code;
        auto token = client.step({}, code).token;
        while (!code && !token.empty()) {
            token = server.step(token, code).token;
            if (!code && !token.empty()) token = client.step(token, code).token;
        }
        if (code || !client.done() || !server.done()) return 0;
        const auto here = client.channel(), there = server.channel();
        int good = 0;
        const auto talk = [&good](const secure_channel& from, const secure_channel& to) {
            for (int i = 0; i < 50; ++i)
                if (text_of(to.unwrap_copy(from.wrap(bytes_of("hello")))) == "hello") ++good;
        };
        talk(here, there);
        int other_way = 0;
        std::thread other([&] {
            for (int i = 0; i < 50; ++i)
                if (text_of(here.unwrap_copy(there.wrap(bytes_of("hello")))) == "hello") ++other_way;
        });
        talk(here, there);
        other.join();
        return good + other_way;
    };
    std::vector<std::future<int>> crowd;
    for (int i = 0; i < 4; ++i)
        crowd.push_back(std::async(std::launch::async, work));
    for (auto& each : crowd)
        CHECK(each.get() == 150);
}
