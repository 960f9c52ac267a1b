// SPDX-License-Identifier: BSL-1.0
// SASL's two mechanisms between a client and a server of ours, and with peers that say something else.
#include <support/api_sides.hpp>
#include <support/heimdal_leaks.hpp>

#include <sspi/sasl.hpp>

#include <initializer_list>
#include <optional>

using namespace sspi;
using namespace sspi::test;
using enum protection_level;

namespace {

constexpr auto gssapi = sasl_mechanism::gssapi;
constexpr auto spnego = sasl_mechanism::gss_spnego;

sasl_options between(protection_level least, protection_level most) {
    sasl_options out;
    out.least = least;
    out.most = most;
    return out;
}
sasl_client client_of(sasl_mechanism mechanism, sasl_options how = {}) {
    return {mechanism, client_credential(package_of(mechanism)), target(), std::move(how)};
}
sasl_server server_of(sasl_mechanism mechanism, sasl_options how = {}) {
    return {mechanism, server_credential(package_of(mechanism)), std::move(how)};
}

/// Carries messages as a protocol does, empty ones too, until somebody is done or fails.
std::error_code carry(sasl_client& client, sasl_server& server) {
    std::error_code error;
    auto response = client.step({}, error);
    while (!error && !server.done()) {
        const auto challenge = server.step(response.token, error);
        if (error || (server.done() && challenge.token.empty())) break;
        response = client.step(challenge.token, error);
    }
    return error;
}

struct agreed {
    sasl_layer client, server;
};
agreed agree(sasl_mechanism mechanism, sasl_options asked, sasl_options offered) {
    auto client = client_of(mechanism, std::move(asked));
    auto server = server_of(mechanism, std::move(offered));
    REQUIRE(carry(client, server) == std::error_code());
    REQUIRE((client.done() && server.done()));
    return {client.layer(), server.layer()};
}

/// The plain text of all messages, with their number.
std::string received(const sasl_layer& layer, bytes sent, int& messages) {
    std::string text;
    std::span<std::byte> rest(sent);
    for (messages = 0; !rest.empty(); ++messages) {
        const auto size = layer.message_size(rest);
        text += text_of(layer.unwrap(rest.first(size)));
        rest = rest.subspan(size);
    }
    return text;
}
void check_passes(const sasl_layer& from, const sasl_layer& to) {
    bytes sent;
    int messages = 0;
    const std::string text(3000, 'x');
    from.wrap(bytes_of(text), sent);
    from.wrap(bytes_of("and this"), sent);
    CHECK(received(to, sent, messages) == text + "and this");
    CHECK(messages == 2);
}

bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const auto value : values)
        out.push_back(static_cast<std::byte>(value));
    return out;
}

/// What a client says to such an offer of a server's.
std::error_code offered(const bytes& offer, sasl_options how = between(none, confidentiality)) {
    auto client = client_of(gssapi, std::move(how));
    acceptor server(server_credential());
    const auto answer = server.step(client.step().token);
    const auto empty = client.step(answer.token);
    CHECK((empty.token.empty() && empty.next == want::token)); // RFC 4752 section 3.1
    std::error_code error;
    (void)client.step(server.channel().wrap(offer, protection::signed_only), error);
    CHECK(client.done() == !error);
    std::error_code again;
    (void)client.step(octets({1}), again);
    CHECK(again == (error ? error : make_error_code(errc::unsupported_function)));
    return error;
}

/// What a server says to such an answer of a client's.
std::error_code answered(const bytes& answer, sasl_options how = between(none, confidentiality)) {
    auto server = server_of(gssapi, std::move(how));
    initiator client(client_credential(), target());
    (void)client.step(server.step(client.step().token).token);
    const auto offer = client.channel().unwrap_copy(server.step({}).token);
    CHECK(offer.size() == 4);
    std::error_code error;
    const auto outcome = server.step(client.channel().wrap(answer, protection::signed_only), error);
    CHECK((outcome.token.empty() && server.done() == !error));
    return error;
}

} // namespace

TEST_CASE("Client and server agree on the strongest layer that both want") {
    struct row {
        sasl_options client, server;
        protection_level level;
    };
    const row rows[] = {
        {{}, {}, confidentiality},
        {between(none, confidentiality), between(none, integrity), integrity},
        {between(none, integrity), between(integrity, confidentiality), integrity},
        {between(none, none), between(none, confidentiality), none},
    };
    for (const auto& [client, server, level] : rows) {
        const auto both = agree(gssapi, client, server);
        CHECK((both.client.level() == level && both.server.level() == level));
        if (level == none) continue;
        check_passes(both.client, both.server);
        check_passes(both.server, both.client);
    }
}

TEST_CASE("With GSS-SPNEGO the client's wish is the layer") {
    for (const auto level : {none, integrity, confidentiality}) {
        const auto both = agree(spnego, between(level, level), between(none, confidentiality));
        CHECK((both.client.level() == level && both.server.level() == level));
        if (level == none) continue;
        check_passes(both.client, both.server);
        check_passes(both.server, both.client);
    }
}

TEST_CASE("Who finds no layer strong or weak enough ends the exchange") {
    for (const auto mechanism : {gssapi, spnego}) {
        auto client = client_of(mechanism, between(none, integrity));
        auto server = server_of(mechanism, between(confidentiality, confidentiality));
        CHECK(carry(client, server) == errc::security_qos_failed);
        CHECK_FALSE(server.done());
        CHECK(server.layer().level() == none);
    }
    auto client = client_of(gssapi, between(none, none));
    auto server = server_of(gssapi, between(integrity, confidentiality));
    CHECK(carry(client, server) == errc::security_qos_failed);
    CHECK_FALSE(client.done());
}

TEST_CASE("No message is larger than the other side takes") {
    auto small = between(confidentiality, confidentiality);
    small.largest_received = 256;
    const auto both = agree(gssapi, {}, small);
    CHECK(both.client.largest_message() < 256);
    bytes sent;
    int messages = 0;
    const std::string text(1000, 'y');
    both.client.wrap(bytes_of(text), sent);
    CHECK(received(both.server, sent, messages) == text);
    CHECK(messages >= 4);
    small.largest_received = 8; // nothing can be said in so little
    auto client = client_of(gssapi);
    auto server = server_of(gssapi, small);
    CHECK(carry(client, server) == errc::security_qos_failed);
}

TEST_CASE("A server decides whom a client may act as") {
    for (const auto& [wished, ends] :
         {std::pair("", errc()), std::pair("bob", errc()), std::pair("eve", errc::logon_denied)}) {
        auto asked = between(none, confidentiality);
        asked.authorization = wished;
        auto allowing = between(none, confidentiality);
        allowing.authorize = [](std::string_view name) { return name != "eve"; };
        auto client = client_of(gssapi, asked);
        auto server = server_of(gssapi, allowing);
        const auto error = carry(client, server);
        CHECK((ends == errc() ? !error : error == ends));
        if (!error) CHECK(server.authorization() == wished);
        CHECK(server.security().client_name() == alice());
    }
    auto asked = between(none, confidentiality);
    asked.authorization = "bob";
    auto client = client_of(gssapi, asked);
    auto server = server_of(gssapi);
    CHECK(carry(client, server) == errc::logon_denied);
}

TEST_CASE("A client refuses an offer that is malformed or of no use") {
    CHECK_FALSE(offered(octets({7, 0, 0x10, 0})));
    CHECK_FALSE(offered(octets({1, 0, 0, 0})));
    CHECK_FALSE(offered(octets({0xF9, 0, 0, 0}))); // bits that mean nothing
    CHECK(offered(octets({0, 0, 0, 0})) == errc::security_qos_failed);
    CHECK(offered(octets({1, 0, 0, 0}), {}) == errc::security_qos_failed);
    CHECK(offered(octets({4, 0, 0, 1})) == errc::security_qos_failed); // no message fits
    CHECK(offered(octets({1, 0, 0, 1})) == errc::invalid_token);       // a size without a layer
    CHECK(offered({}) == errc::invalid_token);
    CHECK(offered(octets({7, 0, 0x10})) == errc::invalid_token);
    CHECK(offered(octets({7, 0, 0x10, 0, 0})) == errc::invalid_token);
}

TEST_CASE("A server refuses an answer that is malformed or was not offered") {
    CHECK_FALSE(answered(octets({4, 0, 0x10, 0})));
    CHECK_FALSE(answered(octets({1, 0, 0, 0})));
    CHECK(answered(octets({4, 0, 0x10, 0}), between(none, integrity)) == errc::invalid_token);
    CHECK(answered(octets({6, 0, 0x10, 0})) == errc::invalid_token); // two layers
    CHECK(answered(octets({0, 0, 0, 0})) == errc::invalid_token);
    CHECK(answered(octets({12, 0, 0x10, 0})) == errc::invalid_token);
    CHECK(answered(octets({4, 0, 0x10, 0, 'b', 0})) == errc::invalid_token);
    CHECK(answered(octets({4, 0})) == errc::invalid_token);
    CHECK(answered(octets({4, 0, 0x10, 0, 'b'})) == errc::logon_denied);
}

TEST_CASE("Garbage in place of a message of the choice ends the exchange") {
    auto client = client_of(gssapi);
    auto server = server_of(gssapi);
    (void)client.step(server.step(client.step().token).token);
    std::error_code error;
    (void)client.step(octets({1, 2, 3}), error);
    CHECK(error == errc::invalid_token);
    CHECK_FALSE(client.done());
    (void)server.step(octets({1}), error); // it waits for an empty response
    CHECK(error == errc::invalid_token);
    CHECK_THROWS_AS(server.step({}), system_error);
}

TEST_CASE("A layer refuses what is not a message of it") {
    const auto sealed = agree(gssapi, {}, {});
    std::error_code error;
    CHECK(sealed.server.message_size(octets({0, 0, 0}), error) == 4);
    CHECK_FALSE(error);
    (void)sealed.server.message_size(octets({0, 0, 0, 0}), error);
    CHECK(error == errc::invalid_token);
    (void)sealed.server.message_size(octets({1, 0, 0, 0}), error); // more than was announced
    CHECK(error == errc::invalid_token);
    bytes sent;
    sealed.client.wrap(bytes_of("a secret"), sent);
    CHECK(text_of(sent).find("secret") == std::string::npos);
    auto altered = sent;
    altered.back() ^= std::byte{1};
    (void)sealed.server.unwrap(altered, error);
    CHECK(error == errc::message_altered);
    (void)sealed.server.unwrap(std::span(sent).first(sent.size() - 1), error);
    CHECK(error == errc::invalid_token);
    CHECK(text_of(sealed.server.unwrap(sent)) == "a secret");
    // What is only signed is not let in where messages are sealed.
    auto open = sealed.client.channel().wrap(bytes_of("in the open"), protection::signed_only);
    bytes framed = octets({0, 0, 0, static_cast<int>(open.size())});
    framed.insert(framed.end(), open.begin(), open.end());
    (void)sealed.server.unwrap(framed, error);
    CHECK(error == errc::qop_not_supported);
}

TEST_CASE("Without a layer there is nothing to wrap") {
    const auto both = agree(gssapi, between(none, none), between(none, confidentiality));
    std::error_code error;
    bytes sent;
    both.client.wrap(bytes_of("x"), sent, error);
    CHECK((error == errc::qop_not_supported && sent.empty()));
    auto message = octets({0, 0, 0, 1, 0});
    (void)both.client.unwrap(message, error);
    CHECK(error == errc::qop_not_supported);
    CHECK_THROWS_AS(sasl_layer().wrap(bytes_of("x"), sent), system_error);
}

TEST_CASE("Channel bindings of another connection are refused") {
    for (const auto mechanism : {gssapi, spnego}) {
        const auto bound_to = [](std::string_view connection) {
            auto out = between(none, none);
            out.bindings = channel_bindings::tls_server_end_point(bytes_of(connection));
            return out;
        };
        {
            [[maybe_unused]] const leak_of_heimdal known;
            auto client = client_of(mechanism, bound_to("one"));
            auto server = server_of(mechanism, bound_to("another"));
            CHECK(carry(client, server) == errc::bad_bindings);
        }
        auto other = client_of(mechanism, bound_to("another"));
        auto fresh = server_of(mechanism, bound_to("another"));
        CHECK_FALSE(carry(other, fresh));
    }
}
