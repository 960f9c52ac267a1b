// SPDX-License-Identifier: BSL-1.0
// Errors that these headers, SASL and streams' layers find: nothing of what another connection's call has left is told.
#include <support/api_sides.hpp>

#include <sspi/sasl.hpp>

#include <optional>

using namespace sspi;
using namespace sspi::test;

namespace {

constexpr std::string_view elsewhere = "HTTP/elsewhere.sspi.test";

/// Another connection fails on this thread, and what is noted of it has names.
void fail_elsewhere() {
    static const auto who = client_credential();
    initiator other(who, std::string(elsewhere) + "@" + realm().name());
    std::error_code code;
    (void)other.step({}, code);
    REQUIRE(code == errc::target_unknown);
    const auto left = last_error_detail();
    REQUIRE(left.text.find(elsewhere) != left.text.npos);
    REQUIRE(left.hint.find(elsewhere) != left.hint.npos);
}

[[nodiscard]] bool names_nobody(const std::string& text) {
    return text.find(elsewhere) == text.npos && text.find(realm().name()) == text.npos &&
           text.find("alice") == text.npos;
}

/// The exception of something that has to fail after another connection has.
template <class Function>
[[nodiscard]] system_error thrown_after_another(Function&& function) {
    fail_elsewhere();
    try {
        function();
    } catch (const system_error& error) {
        INFO(error.what());
        CHECK(names_nobody(error.what()));
        CHECK(names_nobody(error.detail().text));
        CHECK(names_nobody(error.detail().hint));
        return error;
    }
    FAIL("nothing was thrown");
    return system_error(errc::internal_error, "");
}

/// What these headers find has a status, and no detail.
template <class Function>
void refuses(errc expected, Function&& function) {
    const auto error = thrown_after_another(function);
    CHECK(error.code() == expected);
    CHECK(error.detail().empty());
    CHECK(std::string(error.what()).ends_with(error.code().message()));
}
/// What the library answers has its own.
template <class Function>
void answers(errc expected, Function&& function) {
    const auto error = thrown_after_another(function);
    CHECK(error.code() == expected);
    CHECK(error.detail().status == static_cast<std::int32_t>(expected));
}

[[nodiscard]] sasl_client sasl_client_of(sasl_options how = {}) {
    return {sasl_mechanism::gssapi, client_credential(), target(), std::move(how)};
}
[[nodiscard]] sasl_server sasl_server_of(sasl_options how = {}) {
    return {sasl_mechanism::gssapi, server_credential(), std::move(how)};
}

/// Both, after the context: the next thing that the client gets is the offer of layers.
struct before_the_offer {
    sasl_client client = sasl_client_of();
    sasl_server server = sasl_server_of();
    bytes offer{};

    before_the_offer() {
        const auto answer = client.step(server.step(client.step().token).token);
        offer = server.step(answer.token).token;
        REQUIRE_FALSE(client.done());
        REQUIRE_FALSE(offer.empty());
    }
};

} // namespace

TEST_CASE("A step that initiator and acceptor refuse themselves") {
    initiator client(client_credential(), target());
    (void)client.step();
    refuses(errc::invalid_token, [&] { (void)client.step(); });
    initiator malformed(client_credential(), "HTTP/w\xFF");
    refuses(errc::target_unknown, [&] { (void)malformed.step(); });
    const auto both = establish();
    auto done = initiator(client_credential(), target());
    auto server = acceptor(server_credential());
    run(done, server);
    refuses(errc::unsupported_function, [&] { (void)done.step(); });
    refuses(errc::unsupported_function, [&] { (void)server.step(bytes_of("x")); });
    refuses(errc::invalid_handle, [] { (void)acceptor(credential()).step(bytes_of("x")); });
    refuses(errc::invalid_handle, [&] { (void)initiator(client_credential(), target()).channel(); });
}

TEST_CASE("An exchange that ends without what was required") {
    acceptor_options strict;
    strict.required = feature::confidentiality;
    initiator client(client_credential(), target(), asking_for(feature::integrity));
    acceptor server(server_credential(), strict);
    const auto token = client.step().token;
    refuses(errc::security_qos_failed, [&] { (void)server.step(token); });
    refuses(errc::security_qos_failed, [&] { (void)server.step(token); });
}

TEST_CASE("Credentials and messages that are refused before the library is asked") {
    refuses(errc::secpkg_not_found, [] { (void)credential::outbound().package("a\xFF").acquire(); });
    refuses(errc::invalid_handle, [] { (void)credential().name(); });
    refuses(errc::invalid_handle, [] { (void)secure_channel().wrap(bytes_of("x")); });
    refuses(errc::invalid_handle, [] { (void)secure_channel().client_name(); });
}

TEST_CASE("A step of SASL that the context below refuses") {
    auto client = sasl_client_of();
    (void)client.step();
    refuses(errc::invalid_token, [&] { (void)client.step(); });
    sasl_client malformed(sasl_mechanism::gssapi, client_credential(), "ldap/w\xFF");
    refuses(errc::target_unknown, [&] { (void)malformed.step(); });
    auto server = sasl_server_of();
    answers(errc::invalid_token, [&] { (void)server.step(bytes_of("no token")); });
}

TEST_CASE("A choice of a layer that fails, and every step after it") {
    before_the_offer both;
    answers(errc::invalid_token, [&] { (void)both.client.step(bytes_of("no message")); });
    refuses(errc::invalid_token, [&] { (void)both.client.step(both.offer); });

    before_the_offer picky;
    answers(errc::invalid_token, [&] { (void)picky.server.step(bytes_of("no message")); });
    refuses(errc::invalid_token, [&] { (void)picky.server.step(both.offer); });

    auto client = sasl_client_of();
    sasl_options none;
    none.least = none.most = protection_level::none;
    auto server = sasl_server_of(none);
    sasl_options strong;
    strong.least = protection_level::confidentiality;
    sasl_client demanding(sasl_mechanism::gssapi, client_credential(), target(), strong);
    const auto answer = demanding.step(server.step(demanding.step().token).token);
    const auto offer = server.step(answer.token).token;
    refuses(errc::security_qos_failed, [&] { (void)demanding.step(offer); });
}

TEST_CASE("A layer of SASL that refuses") {
    const sasl_layer none;
    bytes out, message(8);
    refuses(errc::qop_not_supported, [&] { none.wrap(message, out); });
    refuses(errc::qop_not_supported, [&] { (void)none.unwrap(message); });
    refuses(errc::invalid_token, [&] { (void)none.message_size(message); });

    before_the_offer both;
    const auto chosen = both.client.step(both.offer).token;
    (void)both.server.step(chosen);
    REQUIRE(both.server.done());
    const auto layer = both.server.layer();
    refuses(errc::invalid_token, [&] { (void)layer.unwrap(message); });
    bytes junk(20);
    junk[3] = std::byte{16};
    answers(errc::invalid_token, [&] { (void)layer.unwrap(junk); });
}

TEST_CASE("A tracer's own calls that fail change nothing of what is told of the call it listens to") {
    static const auto who = client_credential(); // for the listener
    std::optional<system_error> thrown;
    {
        const trace_listener ears([](std::string_view) {
            std::error_code ignored;
            (void)credential::outbound().package("Rot13").acquire(ignored);
            initiator other(who, std::string(elsewhere) + "@" + realm().name());
            (void)other.step({}, ignored);
        });
        try {
            bytes junk(40);
            (void)acceptor(server_credential()).step(junk);
        } catch (const system_error& error) {
            thrown = error;
        }
    }
    REQUIRE(thrown);
    CHECK(thrown->code() == errc::invalid_token);
    CHECK(thrown->detail().status == SEC_E_INVALID_TOKEN);
    CHECK(names_nobody(thrown->detail().text));
    CHECK_FALSE(thrown->detail().hint.empty()); // the token's, not the one of a failure without a story
}
