// SPDX-License-Identifier: BSL-1.0
// Channel bindings on either side: the same, others, none, malformed.
#include <support/catch.hpp>
#include <support/heimdal_leaks.hpp>
#include <support/legs.hpp>
#include <support/packages.hpp>

#include <detail/golden.hpp>
#include <sspi/detail/status.hpp>

#include <iomanip>
#include <sstream>

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

std::string name_of(SECURITY_STATUS code) {
    return std::string(sspi::name(static_cast<sspi::status>(code)));
}

struct bound_exchange {
    two_sides sides{};
    SECURITY_STATUS client = SEC_E_INTERNAL_ERROR;
    SECURITY_STATUS server = SEC_E_INTERNAL_ERROR;
};

/// The first leg of each side, with bindings where they are given.
bound_exchange bound(const bytes* client, const bytes* server, ULONG request = usual_request,
                     ULONG server_request = 0) {
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
    answer.request = server_request;
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

TEST_CASE(
    "a client without bindings is refused where the acceptor has some, unless missing ones are allowed") {
    shared_realm();
    CHECK(bound(nullptr, &tls).server == SEC_E_BAD_BINDINGS);
    CHECK(bound(nullptr, &tls, usual_request, ASC_REQ_ALLOW_MISSING_BINDINGS).server == SEC_E_OK);
}

TEST_CASE("behind a proxy the client needs bindings of some channel, whichever it is") {
    shared_realm();
    CHECK(bound(&other_tls, nullptr, usual_request, ASC_REQ_PROXY_BINDINGS).server == SEC_E_OK);
    CHECK(bound(&other_tls, &tls, usual_request, ASC_REQ_PROXY_BINDINGS).server == SEC_E_OK); // not compared
    CHECK(bound(nullptr, nullptr, usual_request, ASC_REQ_PROXY_BINDINGS).server == SEC_E_BAD_BINDINGS);
}

TEST_CASE("what is demanded of bindings holds in DCE style, and without mutual authentication") {
    shared_realm();
    for (const ULONG style : {ULONG{ISC_REQ_USE_DCE_STYLE}, ULONG{ISC_REQ_INTEGRITY}}) {
        CHECK(bound(&tls, &tls, style).server >= 0);
        CHECK(bound(nullptr, &tls, style).server == SEC_E_BAD_BINDINGS);
        CHECK(bound(nullptr, nullptr, style, ASC_REQ_PROXY_BINDINGS).server == SEC_E_BAD_BINDINGS);
    }
}

TEST_CASE("a client that was refused for its bindings has left no trace: the next one is accepted") {
    shared_realm();
    CHECK(bound(nullptr, &tls).server == SEC_E_BAD_BINDINGS);
    CHECK(bound(&tls, &tls).server == SEC_E_OK);
}

TEST_CASE("each pair of a client's and a server's bindings has the outcome of the golden table") {
    shared_realm();
    const auto empty = bindings_of("");
    auto malformed = tls;
    reinterpret_cast<SEC_CHANNEL_BINDINGS*>(malformed.data())->cbApplicationDataLength += 1;
    struct client_side {
        const char* name;
        const bytes* bindings;
    };
    struct server_side {
        const char* name;
        const bytes* bindings;
        ULONG request;
    };
    const client_side clients[] = {{"none", nullptr},
                                   {"empty", &empty},
                                   {"right", &tls},
                                   {"wrong", &other_tls},
                                   {"malformed", &malformed}};
    constexpr ULONG optional = ASC_REQ_ALLOW_MISSING_BINDINGS, proxy = ASC_REQ_PROXY_BINDINGS;
    const server_side servers[] = {{"none", nullptr, 0},
                                   {"none, ALLOW_MISSING_BINDINGS", nullptr, optional},
                                   {"right", &tls, 0},
                                   {"right, ALLOW_MISSING_BINDINGS", &tls, optional},
                                   {"empty", &empty, 0},
                                   {"PROXY_BINDINGS", nullptr, proxy},
                                   {"PROXY_BINDINGS, ALLOW_MISSING_BINDINGS", nullptr, proxy | optional},
                                   {"right, PROXY_BINDINGS", &tls, proxy},
                                   {"malformed", &malformed, 0}};
    std::ostringstream out;
    for (const auto& server : servers)
        for (const auto& client : clients) {
            const auto x = bound(client.bindings, server.bindings, usual_request, server.request);
            const bool begun = x.client >= 0;
            out << std::left << "server: " << std::setw(40) << server.name << "client: " << std::setw(10)
                << client.name << name_of(begun ? x.server : x.client) << (begun ? "" : " for the client")
                << '\n';
        }
    sspi::testing::check_golden("channel_bindings.txt", out.str());
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

TEST_CASE("application data of four bytes, which Heimdal would take for port numbers, is refused") {
    shared_realm();
    const auto four = bindings_of("1234"), three = bindings_of("123"), five = bindings_of("12345");
    CHECK(bound(&four, nullptr).client == SEC_E_BAD_BINDINGS);
    CHECK(bound(&tls, &four).server == SEC_E_BAD_BINDINGS);
    CHECK(bound(&three, &three).server == SEC_E_OK);
    CHECK(bound(&five, &five).server == SEC_E_OK);
}

TEST_CASE("bindings whose lengths and offsets lie are refused, whichever lies and by how much") {
    shared_realm();
    for (std::size_t word = 0; word < 8; ++word)
        for (const ULONG value : {1U, 31U, 33U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFE0U, 0xFFFFFFFFU}) {
            auto lying = tls;
            std::memcpy(lying.data() + 4 * word, &value, sizeof value);
            const bool type = word == 0 || word == 3;              // may be anything
            const bool offset_of_nothing = word == 2 || word == 5; // counts only with a length
            const bool less = word == 6 && value <= 37;            // the first bytes of the data
            CAPTURE(word, value);
            CHECK((bound(&lying, nullptr).client == SEC_E_BAD_BINDINGS) ==
                  !(type || offset_of_nothing || less));
        }
    for (std::size_t size = 1; size < tls.size(); ++size) {
        const bytes cut(tls.begin(), tls.begin() + static_cast<std::ptrdiff_t>(size));
        CAPTURE(size);
        CHECK(bound(&cut, nullptr).client == SEC_E_BAD_BINDINGS);
        CHECK(bound(&tls, &cut).server == SEC_E_BAD_BINDINGS);
    }
}

TEST_CASE("bindings are copied, and later legs take the same again and no others") {
    shared_realm();
    auto mine = tls, others = other_tls, malformed = tls;
    std::fill(malformed.begin(), malformed.end(), std::byte{0xFF});
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
    for (auto* const wrong : {&mine, &others, &malformed}) {
        last.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, *wrong)};
        CHECK(last.initiate() == SEC_E_BAD_BINDINGS); // and the context is as it was
    }
    last.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, theirs)};
    CHECK(last.initiate() == SEC_E_OK);
}

TEST_CASE("bindings that come when the exchange was begun without any are refused, on both sides") {
    shared_realm();
    auto late = tls;
    two_sides s;
    const ULONG dce = usual_request | ISC_REQ_USE_DCE_STYLE; // which has a third leg
    s.client_leg(dce);
    s.server_leg();
    REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    one_call second{.context = s.client.context.get()};
    second.input = s.server.token;
    second.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, late)};
    CHECK(second.initiate() == SEC_E_BAD_BINDINGS);
    s.client_leg(dce);
    REQUIRE(s.client.status == SEC_E_OK);
    one_call third{.context = s.server.context.get()};
    third.input = s.client.token;
    third.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, late)};
    CHECK(third.accept() == SEC_E_BAD_BINDINGS);
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
}

TEST_CASE("a buffer for bindings without any is no way to have none") {
    shared_realm();
    bytes nothing;
    CHECK(bound(&nothing, nullptr).client == SEC_E_BAD_BINDINGS);
    CHECK(bound(nullptr, &nothing).server == SEC_E_BAD_BINDINGS);
    CHECK(bound(&tls, &nothing).server == SEC_E_BAD_BINDINGS);
    auto there = tls;
    two_sides s;
    one_call first{
        .credential = s.client_credential.get(), .fresh = s.client.context.get(), .request = usual_request};
    first.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, std::span(there).first(0))};
    CHECK(first.initiate() == SEC_E_BAD_BINDINGS);
}

namespace {

/// A server of Negotiate that begins with a hint, and gets bindings where it is said.
[[nodiscard]] SECURITY_STATUS after_hint(const bytes* client, const bytes* with_hint, const bytes* with_token,
                                         ULONG server_request) {
    owned_credential from = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND);
    owned_credential with = acquire_from("Negotiate", SECPKG_CRED_INBOUND);
    const auto list = [](const bytes* given) {
        std::vector<SecBuffer> out;
        if (given != nullptr) out.push_back(buffer(SECBUFFER_CHANNEL_BINDINGS, *const_cast<bytes*>(given)));
        return out;
    };
    peer client_side, server_side;
    one_call hint{.credential = with.get(), .fresh = server_side.context.get(), .request = server_request};
    hint.more_input = list(with_hint);
    if (const auto status = hint.accept(); status != SEC_I_CONTINUE_NEEDED) return status;
    server_side.context.now_live();
    one_call begin{.credential = from.get(), .fresh = client_side.context.get(), .request = usual_request};
    begin.input = hint.token();
    begin.more_input = list(client);
    REQUIRE(begin.initiate() == SEC_I_CONTINUE_NEEDED);
    client_side.context.now_live();
    one_call answer{.context = server_side.context.get()}; // its flags are not looked at
    answer.input = begin.token();
    answer.more_input = list(with_token);
    [[maybe_unused]] const leak_of_heimdal known;
    return answer.accept();
}

} // namespace

TEST_CASE("after a hint the bindings of the call with the client's token count, as without one") {
    shared_realm();
    const auto empty = bindings_of("");
    const bytes* const sides[] = {nullptr, &empty, &tls, &other_tls};
    for (const ULONG request :
         {ULONG{0}, ULONG{ASC_REQ_ALLOW_MISSING_BINDINGS}, ULONG{ASC_REQ_PROXY_BINDINGS},
          ULONG{ASC_REQ_PROXY_BINDINGS | ASC_REQ_ALLOW_MISSING_BINDINGS}})
        for (const auto* client : sides)
            for (const auto* server : sides) {
                const auto expected = bound(client, server, usual_request, request).server;
                CAPTURE(request, client == nullptr, client == &tls, server == nullptr, server == &tls);
                CHECK(after_hint(client, nullptr, server, request) == expected);
                CHECK(after_hint(client, server, nullptr, request) == expected); // kept from the hint
                CHECK(after_hint(client, server, server, request) == expected);
                if (server != nullptr) CHECK(after_hint(client, &other_tls, server, request) == expected);
            }
    bytes nothing, malformed(5);
    CHECK(after_hint(&tls, nullptr, &nothing, 0) == SEC_E_BAD_BINDINGS);
    CHECK(after_hint(&tls, &nothing, &tls, 0) == SEC_E_BAD_BINDINGS);
    CHECK(after_hint(&tls, nullptr, &malformed, 0) == SEC_E_BAD_BINDINGS);
}

TEST_CASE("an authentication anew has bindings of its own") {
    shared_realm();
    auto right = tls, wrong = other_tls;
    auto s = establish(web, usual_request);
    for (auto* const server : {&wrong, &right}) {
        one_call begin{.credential = s.client_credential.get(),
                       .context = s.client.context.get(),
                       .fresh = s.client.context.get(),
                       .request = usual_request};
        begin.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, right)};
        REQUIRE(begin.initiate() == SEC_I_CONTINUE_NEEDED);
        one_call answer{.credential = s.server_credential.get(),
                        .context = s.server.context.get(),
                        .fresh = s.server.context.get()};
        answer.input = begin.token();
        answer.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, *server)};
        [[maybe_unused]] const leak_of_heimdal known;
        CHECK(answer.accept() == (server == &right ? SEC_E_OK : SEC_E_BAD_BINDINGS));
    }
}

TEST_CASE("a copy of a token is refused also where bindings came after a hint") {
    shared_realm();
    auto right = tls;
    owned_credential from = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND);
    owned_credential with = acquire_from("Negotiate", SECPKG_CRED_INBOUND);
    peer client;
    one_call begin{.credential = from.get(), .fresh = client.context.get(), .request = usual_request};
    begin.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, right)};
    REQUIRE(begin.initiate() == SEC_I_CONTINUE_NEEDED);
    client.context.now_live();
    for (const bool copy : {false, true}) {
        peer server;
        accept(server, with, 0, {});
        REQUIRE(server.status == SEC_I_CONTINUE_NEEDED);
        one_call answer{.context = server.context.get()};
        answer.input = begin.token();
        answer.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, right)};
        CHECK(answer.accept() == (copy ? SEC_E_LOGON_DENIED : SEC_E_OK));
    }
}
