// SPDX-License-Identifier: BSL-1.0
// An acceptor whose clock is apart from the initiator's: one new attempt by its clock (MS-KILE 3.2.5.8).
#include "krb_errors.hpp"

#include <support/messages.hpp>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#include <fstream>
#include <iterator>

using namespace sspi::test;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// Sets the clock of Heimdal's GSS-API on this thread, which is the acceptor's for as long as it lives.
class other_clock {
  public:
    explicit other_clock(seconds ahead) { gsskrb5_set_time_offset(static_cast<int>(ahead.count())); }
    ~other_clock() { gsskrb5_set_time_offset(0); }
    other_clock(const other_clock&) = delete;
    other_clock& operator=(const other_clock&) = delete;
};

void server_leg_at(two_sides& s, seconds ahead, ULONG request = 0) {
    const other_clock there(ahead);
    s.server_leg(request);
}

std::string contents_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A client in the middle of an exchange, and what it answers to this token.
SECURITY_STATUS answer_of_client(const bytes& token, ULONG request = usual_request) {
    two_sides s;
    s.client_leg(request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    one_call later{.context = s.client.context.get()};
    later.input = token;
    return later.initiate();
}

constexpr auto skew = KRB5KRB_AP_ERR_SKEW;

} // namespace

TEST_CASE("a client makes a second token by the clock of the acceptor, and is accepted") {
    auto& realm = shared_realm();
    const auto cache = realm.environment().directory() / "ccache";
    const ULONG request = GENERATE(ULONG{usual_request}, ULONG{usual_request | ISC_REQ_USE_DCE_STYLE});
    const auto ahead = GENERATE(seconds(minutes(10)), seconds(minutes(59)));
    two_sides s;
    s.client_leg(request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    const auto before = contents_of(cache);
    server_leg_at(s, ahead);
    REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    CHECK((s.server.token.front() == std::byte{0x7E}) == ((request & ISC_REQ_USE_DCE_STYLE) != 0));
    s.client_leg(request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    server_leg_at(s, ahead);
    REQUIRE(s.server.status >= 0);
    s.client_leg(request);
    REQUIRE(s.client.status == SEC_E_OK);
    if (s.server.status == SEC_I_CONTINUE_NEEDED) server_leg_at(s, ahead);
    REQUIRE(s.server.status == SEC_E_OK);
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"from the client"}).joined()).text ==
          "from the client");
    CHECK(decrypt_stream(s.client, encrypt(s.server, {"from the server"}).joined()).text ==
          "from the server");
    CHECK(contents_of(cache) == before); // nothing of the other clock stays with the user
}

TEST_CASE("a client that logged in with a password makes a second token too") {
    shared_realm();
    const std::string name = user, domain = realm_name, secret = password;
    auto who = identity_of(name, domain, secret);
    two_sides s{.client_credential = acquire(SECPKG_CRED_OUTBOUND, &who)};
    s.client_leg(usual_request);
    server_leg_at(s, minutes(10));
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    server_leg_at(s, minutes(10));
    CHECK(s.server.status == SEC_E_OK);
}

TEST_CASE("the next context of the same credential goes by this machine's clock again") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    server_leg_at(s, minutes(10));
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    peer second_client, second_server;
    initiate(second_client, s.client_credential, web, usual_request);
    accept(second_server, s.server_credential, 0, second_client.token);
    CHECK(second_server.status == SEC_E_OK);
}

TEST_CASE("an acceptor offers a second attempt once") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    server_leg_at(s, minutes(10));
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    server_leg_at(s, minutes(40));
    CHECK(s.server.status == SEC_E_TIME_SKEW);
    server_leg_at(s, minutes(10));
    CHECK(s.server.status == SEC_E_TIME_SKEW);
}

TEST_CASE("a client makes one second attempt") {
    shared_realm();
    const auto error = framed(error_message({.code = skew, .e_data = recovery}));
    two_sides s;
    s.client_leg(usual_request);
    one_call later{.context = s.client.context.get()};
    later.input = error;
    CHECK(later.initiate() == SEC_I_CONTINUE_NEEDED);
    CHECK(!later.token().empty());
    CHECK(later.initiate() == SEC_E_TIME_SKEW);
    CHECK(later.initiate() == SEC_E_TIME_SKEW);
}

TEST_CASE("a ticket that is not valid yet by the acceptor's clock is a time skew, without a second attempt") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    server_leg_at(s, -minutes(10));
    CHECK(s.server.status == SEC_E_TIME_SKEW);
}

TEST_CASE("only an acceptor that offers it gets a second token") {
    shared_realm();
    CHECK(answer_of_client(framed(error_message({.code = skew}))) == SEC_E_TIME_SKEW);
    CHECK(answer_of_client(framed(error_message({.code = skew, .e_data = extended}))) == SEC_E_TIME_SKEW);
    CHECK(answer_of_client(framed(error_message({.code = KRB5KRB_AP_ERR_TKT_NYV, .e_data = recovery}))) ==
          SEC_E_TIME_SKEW);
    CHECK(answer_of_client(framed(error_message({.code = KRB5KRB_AP_ERR_MODIFIED, .e_data = recovery}))) ==
          SEC_E_WRONG_PRINCIPAL);
}

TEST_CASE("a time at which the ticket is over is not believed") {
    shared_realm();
    const auto at = [](seconds ahead) {
        return framed(error_message({.code = skew, .e_data = recovery, .ahead = ahead}));
    };
    CHECK(answer_of_client(at(std::chrono::hours(24 * 30))) == SEC_E_TIME_SKEW);
    CHECK(answer_of_client(at(std::chrono::hours(24 * 365 * 60))) == SEC_E_TIME_SKEW);
    CHECK(answer_of_client(at(-std::chrono::hours(24 * 365 * 50))) ==
          SEC_I_CONTINUE_NEEDED); // of no use to anybody
    CHECK(answer_of_client(at(minutes(30))) == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("a long text in an error does no harm") {
    shared_realm();
    const std::string text(1 << 20, 'x');
    CHECK(answer_of_client(framed(error_message({.code = KRB5KRB_AP_ERR_MODIFIED, .text = text}))) ==
          SEC_E_WRONG_PRINCIPAL);
    const std::string formats = "%s%n%s%n%n\n\x1b[2J";
    CHECK(answer_of_client(framed(error_message({.code = KRB5KRB_AP_ERR_MODIFIED, .text = formats}))) ==
          SEC_E_WRONG_PRINCIPAL);
}

TEST_CASE("an error token of any other length is not one, and the client waits on") {
    shared_realm();
    const ULONG request = GENERATE(ULONG{usual_request}, ULONG{usual_request | ISC_REQ_USE_DCE_STYLE});
    const bool dce = (request & ISC_REQ_USE_DCE_STYLE) != 0;
    const auto whole = error_message({.code = skew, .e_data = recovery});
    const auto token = dce ? whole : framed(whole);
    two_sides s;
    s.client_leg(request);
    one_call later{.context = s.client.context.get()};
    for (std::size_t size = 1; size < token.size(); ++size) {
        later.input.assign(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(size));
        CAPTURE(size);
        CHECK(later.initiate() == SEC_E_INVALID_TOKEN);
    }
    later.input = token;
    later.input.push_back(std::byte{});
    CHECK(later.initiate() == SEC_E_INVALID_TOKEN);
    later.input = token;
    CHECK(later.initiate() == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("an error token with any octet changed makes no context, and does no harm") {
    shared_realm();
    const auto token = framed(error_message({.code = skew, .e_data = recovery, .text = "why"}));
    for (std::size_t place = 0; place < token.size(); ++place)
        for (const int flip : {0x01, 0x80, 0xFF}) {
            auto changed = token;
            changed[place] ^= static_cast<std::byte>(flip);
            CAPTURE(place, flip);
            CHECK(answer_of_client(changed) != SEC_E_OK);
        }
    // and after all of them the client works
    two_sides s;
    s.client_leg(usual_request);
    s.server_leg();
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
}
