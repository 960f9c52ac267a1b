// SPDX-License-Identifier: BSL-1.0
// Whole exchanges through the C++ interface, and a message in each direction.
#include "second_unit.hpp"

#include <support/api_sides.hpp>

using namespace sspi;
using namespace sspi::test;

namespace {

void exchange_messages(const secure_channel& from, const secure_channel& to) {
    for (const std::string text : {"hello", "", "a somewhat longer message that is more than a block"}) {
        auto token = from.wrap(bytes_of(text));
        CHECK(token.size() <= text.size() + from.header_size() + from.trailer_size());
        const auto plain = to.unwrap(token);
        CHECK(text_of(plain.data) == text);
        CHECK(plain.how == protection::encrypted);
    }
}

} // namespace

TEST_CASE("Both packages authenticate client and server, and protect messages both ways") {
    for (const auto package : {packages::kerberos, packages::negotiate}) {
        INFO(package);
        const auto both = establish(package);
        CHECK(both.server.client_name() == alice());
        CHECK(both.client.granted().contains(feature::mutual_authentication | feature::confidentiality));
        const auto client = both.client.channel();
        const auto server = both.server.channel();
        exchange_messages(client, server);
        exchange_messages(server, client);
    }
}

TEST_CASE("Several units of a program share what the headers define") {
    CHECK(&category_elsewhere() == &category());
    auto client = begun_elsewhere(client_credential(), target());
    acceptor server(server_credential());
    run(client, server);
}
