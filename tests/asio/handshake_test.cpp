// SPDX-License-Identifier: BSL-1.0
// Handshakes and messages of streams with each framing.
#include "sides.hpp"

using namespace sspi;
using namespace sspi::test;

namespace {

/// Octets that differ from place to place.
std::string pattern(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i != size; ++i)
        out[i] = static_cast<char>(i * 7 + i / 251);
    return out;
}

template <class Framing>
void talk(pair<Framing>& both) {
    for (const std::size_t size : {1U, 17U, 4000U, 70'000U}) {
        const auto text = pattern(size);
        result written;
        begin_write(*both.client, asio::buffer(text), written);
        CHECK(read_exactly(both.context, *both.server, size) == text);
        run_until(both.context, [&] { return written.over; });
        write_all(both.context, *both.server, text);
        CHECK(read_exactly(both.context, *both.client, size) == text);
    }
}

template <class Framing>
void goes(Framing how, protection_level level, features asked) {
    for (const auto package : {packages::kerberos, packages::negotiate}) {
        INFO(package);
        pair<Framing> both(
            initiator(client_credential(package), service(), {.request = asked, .required = {}}),
            server_credential(package), how, how);
        both.establish();
        CHECK(both.client->level() == level);
        CHECK(both.server->level() == level);
        CHECK(both.server->channel().client_name() == "alice@" + realm_of_streams().name());
        CHECK(both.client->channel().established());
        talk(both);
    }
}

constexpr features mutual{feature::mutual_authentication};
constexpr auto nothing = features_for(protection_level::none);
constexpr auto all_features = features_for(protection_level::confidentiality);
constexpr auto signing = features_for(protection_level::integrity);

} // namespace

TEMPLATE_TEST_CASE("each framing takes both packages from the handshake to sealed messages", "",
                   framing::length_prefixed, framing::sasl_gssapi, framing::negotiate_stream) {
    goes(TestType{}, protection_level::confidentiality, all_features);
}

TEMPLATE_TEST_CASE("without mutual authentication too", "", framing::length_prefixed,
                   framing::negotiate_stream) {
    goes(TestType{}, protection_level::confidentiality, all_features.without(mutual));
}

TEST_CASE("and SASL, whose mechanism is Kerberos alone") {
    pair<framing::sasl_gssapi> both(initiator(client_credential(packages::kerberos), service(),
                                              {.request = all_features.without(mutual), .required = {}}),
                                    server_credential(packages::kerberos), {}, {});
    both.establish();
    talk(both);
}

TEST_CASE("messages are signed only where no more was asked for and no more is required") {
    goes(framing::length_prefixed{.required = protection_level::integrity}, protection_level::integrity,
         signing);
    goes(framing::negotiate_stream{.required = protection_level::integrity}, protection_level::integrity,
         signing);
    goes(framing::sasl_gssapi{.least = protection_level::integrity, .most = protection_level::integrity},
         protection_level::integrity, all_features);
}

TEST_CASE("octets pass as they are where nothing was asked for") {
    goes(framing::length_prefixed{.required = protection_level::none}, protection_level::none, nothing);
    goes(framing::negotiate_stream{.required = protection_level::none}, protection_level::none, nothing);
    goes(framing::sasl_gssapi{.least = protection_level::none, .most = protection_level::none},
         protection_level::none, signing);
}

TEST_CASE("a SASL client takes the strongest layer that both have") {
    using enum protection_level;
    const auto layer = [](framing::sasl_gssapi client, framing::sasl_gssapi server) {
        pair<framing::sasl_gssapi> both(client, server);
        both.establish();
        CHECK(both.client->level() == both.server->level());
        talk(both);
        return both.client->level();
    };
    const framing::sasl_gssapi any{.least = none, .most = confidentiality};
    CHECK(layer(any, any) == confidentiality);
    CHECK(layer(any, {.least = none, .most = integrity}) == integrity);
    CHECK(layer({.least = none, .most = integrity}, any) == integrity);
    CHECK(layer(any, {.least = none, .most = none}) == none);
    CHECK(layer({.least = integrity, .most = confidentiality}, {.least = none, .most = integrity}) ==
          integrity);
}

TEST_CASE("what comes in single octets is the same") {
    pair<framing::negotiate_stream> both;
    both.client->next_layer().script().piece = 1;
    both.server->next_layer().script().piece = 1;
    both.establish();
    write_all(both.context, *both.client, "in pieces");
    CHECK(read_exactly(both.context, *both.server, 9) == "in pieces");
}

TEST_CASE("small reads take a message apart, and what follows the handshake at once is not lost") {
    pair<> both;
    begin_handshake(*both.client, both.shaken[0]);
    begin_handshake(*both.server, both.shaken[1]);
    run_until(both.context, [&] { return both.shaken[1].over; }); // the client's last token is on its way
    write_all(both.context, *both.server, "early");
    write_all(both.context, *both.server, "bird");
    run_until(both.context, [&] { return both.shaken[0].over; });
    std::string all;
    for (int i = 0; i != 9; ++i)
        all += read_exactly(both.context, *both.client, 1);
    CHECK(all == "earlybird");
}

TEST_CASE("shutdown is the end of the stream where the framing marks it, and nothing is written after it") {
    pair<> both;
    both.establish();
    write_all(both.context, *both.client, "last words");
    result ended;
    begin_shutdown(*both.client, ended);
    run_until(both.context, [&] { return ended.over; });
    CHECK_FALSE(ended.error);
    CHECK(read_exactly(both.context, *both.server, 10) == "last words");
    CHECK(read_error(both.context, *both.server) == asio::error::eof);
    CHECK(read_error(both.context, *both.server) == asio::error::eof);
    result written;
    begin_write_some(*both.client, asio::buffer("x", 1), written);
    run_until(both.context, [&] { return written.over; });
    CHECK(written.error == asio::error::shut_down);
    write_all(both.context, *both.server, "the other direction goes on");
    CHECK(read_exactly(both.context, *both.client, 27).size() == 27);
}

TEST_CASE("a connection that ends without the mark is truncated, and is not where there is none") {
    pair<> marked;
    marked.establish();
    marked.client.reset();
    CHECK(read_error(marked.context, *marked.server) == stream_errc::stream_truncated);
    const framing::length_prefixed plain{.marks_end = false};
    pair<> unmarked(plain, plain);
    unmarked.establish();
    result ended;
    begin_shutdown(*unmarked.client, ended);
    run_until(unmarked.context, [&] { return ended.over; });
    unmarked.client.reset();
    CHECK(read_error(unmarked.context, *unmarked.server) == asio::error::eof);
    pair<framing::negotiate_stream> dotnet;
    dotnet.establish();
    dotnet.client.reset();
    CHECK(read_error(dotnet.context, *dotnet.server) == asio::error::eof);
}
