// SPDX-License-Identifier: BSL-1.0
// What an initiator makes of an acceptor's KRB-ERROR: a status, and a text of bounded length.
#include "krb_errors.hpp"

#include <gss/mechanism.hpp>
#include <support/own_call.hpp>

using namespace sspi;
using namespace sspi::test;
using detail::gss_flag;

namespace {

/// What an initiator that waits for an answer says to this token.
failure answer_to(const bytes& token) {
    shared_realm();
    auto& mechanism = gss::kerberos();
    auto client = mechanism.initiate(own_call(), mechanism.default_initiator(std::nullopt),
                                     {.target = web, .request = gss_flag::mutual, .bindings = {}});
    REQUIRE(client.has_value());
    REQUIRE((*client)->advance(own_call(), {}).has_value());
    const auto answered = (*client)->advance(own_call(), token);
    REQUIRE_FALSE(answered.has_value());
    return answered.error();
}

bytes bad_bindings_data() {
    return wire::bad_bindings_error_data();
}

} // namespace

TEST_CASE("each error of an acceptor has its status, framed or bare") {
    struct row {
        error_parts error;
        status meaning;
    };
    const row rows[] = {{{.code = KRB5KRB_AP_ERR_MODIFIED}, status::wrong_principal},
                        {{.code = KRB5KRB_AP_ERR_NOKEY}, status::wrong_principal},
                        {{.code = KRB5KRB_AP_ERR_NOT_US}, status::wrong_principal},
                        {{.code = KRB5KRB_AP_ERR_SKEW}, status::time_skew},
                        {{.code = KRB5KRB_AP_ERR_TKT_NYV}, status::time_skew},
                        {{.code = KRB5KRB_AP_ERR_TKT_EXPIRED}, status::context_expired},
                        {{.code = KRB5KRB_AP_ERR_REPEAT}, status::logon_denied},
                        {{.code = KRB5KRB_AP_ERR_MUT_FAIL}, status::mutual_auth_failed},
                        {{.code = KRB5KRB_ERR_GENERIC}, status::internal_error},
                        {{.code = KRB5KRB_ERR_GENERIC, .e_data = bad_bindings_data()}, status::bad_bindings}};
    for (const auto& r : rows) {
        CAPTURE(r.error.code);
        const auto message = error_message(r.error);
        CHECK(answer_to(framed(message)).code == r.meaning);
        CHECK(answer_to(message).code == r.meaning);
        CHECK(answer_to(message).minor == r.error.code);
        CHECK(answer_to(message).token.empty()); // an error is not answered
    }
}

TEST_CASE("a peer's text is kept, but not more than a page of it") {
    const auto error_with = [](const std::string& text) {
        return answer_to(framed(error_message({.code = KRB5KRB_AP_ERR_MODIFIED, .text = text})));
    };
    CHECK(error_with("go away").text.get().find("go away") != std::string::npos);
    const auto much = error_with(std::string(1 << 20, 'x'));
    CHECK(much.code == status::wrong_principal);
    CHECK(much.text.get().size() <= 4096);
    CHECK(error_with("%s%n%s%n").text.get().find("%s%n") != std::string::npos);
}
