// SPDX-License-Identifier: BSL-1.0
// What Kerberos' errors and channel bindings become inside Negotiate's tokens.
#include "krb_errors.hpp"

#include <support/heimdal_leaks.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>
#include <wire/spnego_token.hpp>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#include <cstring>

using namespace sspi;
using namespace sspi::test;
using std::chrono::minutes;
using wire::spnego::neg_state;

namespace {

two_sides negotiating() {
    shared_realm();
    return {.client_credential = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND),
            .server_credential = acquire_from("Negotiate", SECPKG_CRED_INBOUND)};
}

/// The server's leg by a clock that is ten minutes ahead.
void server_leg_ahead(two_sides& s) {
    gsskrb5_set_time_offset(600);
    s.server_leg();
    gsskrb5_set_time_offset(0);
}

bytes skew_error() {
    return framed(error_message({.code = KRB5KRB_AP_ERR_SKEW, .e_data = recovery, .ahead = minutes(10)}));
}

bytes bindings_of(const std::string& data) {
    SEC_CHANNEL_BINDINGS header{};
    header.cbApplicationDataLength = static_cast<ULONG>(data.size());
    header.dwApplicationDataOffset = sizeof header;
    bytes out(sizeof header + data.size());
    std::memcpy(out.data(), &header, sizeof header);
    std::memcpy(out.data() + sizeof header, data.data(), data.size());
    return out;
}

/// What the server answers when the two sides give these bindings.
SECURITY_STATUS server_with_bindings(bytes of_client, bytes of_server) {
    auto s = negotiating();
    one_call first{
        .credential = s.client_credential.get(), .fresh = s.client.context.get(), .request = usual_request};
    if (!of_client.empty()) first.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, of_client)};
    REQUIRE(first.initiate() == SEC_I_CONTINUE_NEEDED);
    s.client.context.now_live();
    [[maybe_unused]] const leak_of_heimdal known;
    one_call answer{.credential = s.server_credential.get(), .fresh = s.server.context.get()};
    answer.input = first.token();
    answer.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, of_server)};
    const auto status = answer.accept();
    if (status >= 0) s.server.context.now_live();
    return status;
}

} // namespace

TEST_CASE("a client that negotiates makes a second token by the clock of the acceptor, and is accepted") {
    auto s = negotiating();
    s.client_leg(usual_request);
    server_leg_ahead(s);
    REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    REQUIRE(!s.client.token.empty());
    server_leg_ahead(s);
    REQUIRE(s.server.status >= 0);
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_E_OK);
    if (s.server.status == SEC_I_CONTINUE_NEEDED) server_leg_ahead(s);
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"on time"}).joined()).text == "on time");
}

TEST_CASE("a rejection that speaks of the clock is final, and nobody is asked for another ticket") {
    auto s = negotiating();
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    const auto error = skew_error();
    const auto asked = shared_realm()->requests();
    one_call later{.context = s.client.context.get()};
    later.input = wire::spnego::make_resp({.state = neg_state::reject, .token = error});
    CHECK(later.initiate() == SEC_E_TIME_SKEW);
    CHECK(shared_realm()->requests().tgs == asked.tgs);
    CHECK(shared_realm()->requests().as == asked.as);
    CHECK(later.initiate() == SEC_E_TIME_SKEW); // and stays so
}

TEST_CASE("a rejection without a reason denies the logon") {
    auto s = negotiating();
    s.client_leg(usual_request);
    one_call later{.context = s.client.context.get()};
    later.input = wire::spnego::make_resp({.state = neg_state::reject});
    CHECK(later.initiate() == SEC_E_LOGON_DENIED);
}

TEST_CASE("channel bindings are compared inside Negotiate too") {
    const auto tls = bindings_of("tls-server-end-point:0123"),
               other = bindings_of("tls-server-end-point:4567");
    CHECK(server_with_bindings(tls, tls) == SEC_E_OK);
    CHECK(server_with_bindings(other, tls) == SEC_E_BAD_BINDINGS);
    CHECK(server_with_bindings({}, tls) == SEC_E_BAD_BINDINGS);
}
