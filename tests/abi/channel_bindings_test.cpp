// SPDX-License-Identifier: BSL-1.0
// Channel bindings on either side: the same, others, none, malformed.
#include <support/catch.hpp>
#include <support/heimdal_leaks.hpp>
#include <support/legs.hpp>

using namespace sspi::test;

namespace {

/// A SEC_CHANNEL_BINDINGS with application data behind it.
bytes bindings_of(const std::string& application_data) {
    SEC_CHANNEL_BINDINGS header{};
    header.cbApplicationDataLength = static_cast<ULONG>(application_data.size());
    header.dwApplicationDataOffset = sizeof header;
    bytes out(sizeof header);
    std::memcpy(out.data(), &header, sizeof header);
    const auto data = bytes_of(application_data);
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

struct bound_exchange {
    two_sides sides{};
    SECURITY_STATUS client = SEC_E_INTERNAL_ERROR;
    SECURITY_STATUS server = SEC_E_INTERNAL_ERROR;
};

/// The first leg of each side, with bindings where they are given.
bound_exchange bound(const bytes* client, const bytes* server, ULONG request = usual_request) {
    bound_exchange x;
    const auto list = [](const bytes* from) {
        std::vector<SecBuffer> out;
        if (from != nullptr) out.push_back(buffer(SECBUFFER_CHANNEL_BINDINGS, *const_cast<bytes*>(from)));
        return out;
    };
    one_call first{.credential = x.sides.client_credential.get(),
                   .fresh = x.sides.client.context.get(),
                   .request = request};
    first.more_input = list(client);
    x.client = first.initiate();
    if (x.client < 0) return x;
    x.sides.client.context.now_live();
    one_call answer{.credential = x.sides.server_credential.get(), .fresh = x.sides.server.context.get()};
    answer.input = first.token();
    answer.more_input = list(server);
    {
        [[maybe_unused]] const leak_of_heimdal known;
        x.server = answer.accept();
    }
    if (x.server >= 0) x.sides.server.context.now_live();
    return x;
}

const bytes tls = bindings_of("tls-server-end-point:0123456789abcdef");
const bytes other_tls = bindings_of("tls-server-end-point:0123456789abcdeF");

} // namespace

TEST_CASE("the same bindings on both sides are accepted") {
    shared_realm();
    for (const ULONG style : {usual_request, ULONG{ISC_REQ_INTEGRITY}}) {
        const auto x = bound(&tls, &tls, style);
        CHECK(x.client >= 0);
        CHECK(x.server == SEC_E_OK);
    }
}

TEST_CASE("other bindings than the client's are refused") {
    shared_realm();
    const auto x = bound(&tls, &other_tls);
    CHECK(x.client == SEC_I_CONTINUE_NEEDED);
    CHECK(x.server == SEC_E_BAD_BINDINGS);
}

TEST_CASE("an acceptor without bindings does not look at the client's") {
    shared_realm();
    CHECK(bound(&tls, nullptr).server == SEC_E_OK);
}

TEST_CASE("a client without bindings is accepted as if missing ones were allowed") {
    shared_realm();
    CHECK(bound(nullptr, &tls).server == SEC_E_OK);
}

TEST_CASE("all parts of the bindings count") {
    shared_realm();
    SEC_CHANNEL_BINDINGS header{};
    header.dwInitiatorAddrType = 2;
    header.cbInitiatorLength = 4;
    header.dwInitiatorOffset = sizeof header;
    header.dwAcceptorAddrType = 2;
    header.cbAcceptorLength = 4;
    header.dwAcceptorOffset = sizeof header + 4;
    const auto blob_of = [&](const char* addresses) {
        bytes out(sizeof header);
        std::memcpy(out.data(), &header, sizeof header);
        const auto data = bytes_of(addresses);
        out.insert(out.end(), data.begin(), data.end());
        return out;
    };
    const auto right = blob_of("\x7f\x01\x01\x01\x7f\x01\x01\x02");
    const auto initiator = blob_of("\x7f\x01\x01\x09\x7f\x01\x01\x02");
    const auto acceptor = blob_of("\x7f\x01\x01\x01\x7f\x01\x01\x09");
    CHECK(bound(&right, &right).server == SEC_E_OK);
    CHECK(bound(&right, &initiator).server == SEC_E_BAD_BINDINGS);
    CHECK(bound(&right, &acceptor).server == SEC_E_BAD_BINDINGS);
    header.dwAcceptorAddrType = 24;
    const auto type = blob_of("\x7f\x01\x01\x01\x7f\x01\x01\x02");
    CHECK(bound(&right, &type).server == SEC_E_BAD_BINDINGS);
}

TEST_CASE("malformed bindings are refused on both sides") {
    shared_realm();
    auto outside = tls, short_header = tls, overlapping = tls;
    reinterpret_cast<SEC_CHANNEL_BINDINGS*>(outside.data())->cbApplicationDataLength += 1;
    reinterpret_cast<SEC_CHANNEL_BINDINGS*>(overlapping.data())->dwApplicationDataOffset = 4;
    short_header.resize(sizeof(SEC_CHANNEL_BINDINGS) - 1);
    for (const auto* bad : {&outside, &short_header, &overlapping}) {
        CHECK(bound(bad, nullptr).client == SEC_E_BAD_BINDINGS);
        const auto x = bound(&tls, bad);
        CHECK(x.client == SEC_I_CONTINUE_NEEDED);
        CHECK(x.server == SEC_E_BAD_BINDINGS);
    }
}

TEST_CASE("bindings are copied, and those of later legs do not matter") {
    shared_realm();
    auto mine = tls;
    two_sides s;
    one_call first{
        .credential = s.client_credential.get(), .fresh = s.client.context.get(), .request = usual_request};
    first.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, mine)};
    REQUIRE(first.initiate() == SEC_I_CONTINUE_NEEDED);
    s.client.context.now_live();
    std::fill(mine.begin(), mine.end(), std::byte{0xFF});
    one_call answer{.credential = s.server_credential.get(), .fresh = s.server.context.get()};
    answer.input = first.token();
    auto theirs = tls;
    answer.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, theirs)};
    REQUIRE(answer.accept() == SEC_E_OK);
    s.server.context.now_live();
    one_call last{.context = s.client.context.get()};
    last.input = answer.token();
    last.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, mine)}; // malformed by now
    CHECK(last.initiate() == SEC_E_OK);
}
