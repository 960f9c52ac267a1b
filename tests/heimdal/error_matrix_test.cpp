// SPDX-License-Identifier: BSL-1.0
// Every number that a KRB-ERROR can have, sent by a KDC or a peer in every place: what the caller gets.
#include "../detail/golden.hpp"
#include "answering_realm.hpp"
#include "krb_errors.hpp"

#include <gss/kdc_reply.hpp>
#include <support/identities.hpp>
#include <support/packages.hpp>
#include <wire/spnego_token.hpp>

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/status.hpp>

#include <algorithm>
#include <array>
#include <iomanip>
#include <map>
#include <set>
#include <sstream>

using namespace sspi;
using namespace sspi::test;
using wire::spnego::neg_state;

namespace {

answering_realm& the_realm() {
    static answering_realm instance;
    return instance;
}

/// The message with that number, also with one that Heimdal would not send.
const bytes& error_of(std::int32_t number) {
    static std::map<std::int32_t, bytes> made;
    auto& out = made[number];
    if (out.empty()) out = numbered_error(number);
    return out;
}

SECURITY_STATUS logon_status(const std::string& package) {
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    peer client;
    initiate(client, from, web, usual_request);
    return client.status;
}

/// The first request of a logon.
SECURITY_STATUS logon(const std::string& package, std::int32_t number) {
    the_realm().answer_by([&](auto, int) { return error_of(number); });
    return logon_status(package);
}

/// Its second request, which has the password's proof in it.
SECURITY_STATUS proof(const std::string& package, std::int32_t number) {
    the_realm().answer_by(
        [&](auto, int nth) { return nth == 1 ? std::nullopt : std::optional(error_of(number)); });
    return logon_status(package);
}

/// The request for a ticket to a service.
SECURITY_STATUS ticket(const std::string& package, std::int32_t number) {
    the_realm().answer_by([&](auto, int) { return error_of(number); });
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
    peer client;
    initiate(client, from, "HTTP/other.sspi.test", usual_request);
    return client.status;
}

two_sides begun(const std::string& package, ULONG request) {
    the_realm().answer_by({});
    two_sides s{.client_credential = acquire_from(package, SECPKG_CRED_OUTBOUND),
                .server_credential = acquire_from(package, SECPKG_CRED_INBOUND)};
    s.client_leg(request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    return s;
}

bytes as_token(const std::string& package, const bytes& error, neg_state state) {
    return package == "Kerberos" ? error : wire::spnego::make_resp({.state = state, .token = error});
}

SECURITY_STATUS initiator(const std::string& package, std::int32_t number, neg_state state) {
    auto s = begun(package, usual_request);
    one_call later{.context = s.client.context.get()};
    later.input = as_token(package, framed(error_of(number)), state);
    return later.initiate();
}

/// The acceptor's answer to the initiator's first token.
SECURITY_STATUS initiator(const std::string& package, std::int32_t number) {
    return initiator(package, number, neg_state::accept_incomplete);
}

/// The same, where Negotiate says in so many words that it is over.
SECURITY_STATUS rejected_initiator(const std::string& package, std::int32_t number) {
    return initiator(package, number, neg_state::reject);
}

/// The initiator's answer to the acceptor's reply, of which DCE style makes a leg.
SECURITY_STATUS acceptor(const std::string& package, std::int32_t number) {
    auto s = begun(package, usual_request | ISC_REQ_USE_DCE_STYLE);
    s.server_leg();
    REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    one_call later{.context = s.server.context.get()};
    later.input = as_token(package, error_of(number), neg_state::accept_incomplete);
    return later.accept();
}

struct place {
    std::string name;
    SECURITY_STATUS (*meet)(const std::string& package, std::int32_t number);
};
const std::array places{place{"logon", logon},
                        place{"proof", proof},
                        place{"ticket", ticket},
                        place{"initiator", initiator},
                        place{"rejected initiator", rejected_initiator},
                        place{"acceptor", acceptor}};

/// What one number comes to: by "place" for Kerberos, "place, negotiated" for Negotiate.
using row = std::map<std::string, status>;

row row_of(std::int32_t number) {
    constexpr int most_requests = 12; // Heimdal's loops give up by themselves
    row out;
    for (const auto& each : places)
        for (const std::string package : {"Kerberos", "Negotiate"}) {
            CAPTURE(number, each.name, package);
            const auto code = static_cast<status>(each.meet(package, number));
            CHECK(failed(code));
            CHECK(the_realm().asked() <= most_requests);
            out[each.name + (package == "Kerberos" ? "" : ", negotiated")] = code;
        }
    return out;
}

/// The status that most places have, then the places with another. Negotiate is mentioned where it differs from Kerberos.
std::string text_of(std::int32_t number, const row& statuses) {
    std::map<status, int> uses;
    for (const auto& [where, code] : statuses)
        ++uses[code];
    const auto usual =
        std::ranges::max_element(uses, {}, [](const auto& each) { return each.second; })->first;
    std::ostringstream out;
    const bool in_table = number >= 0 && number <= 127; // the others do not all fit behind its base
    const auto label =
        in_table ? std::string(detail::krb5_code_name(detail::krb5_table_base + number)) : std::string();
    out << std::setw(11) << number << ' ' << std::left << std::setw(47) << label << name(usual);
    for (const auto& each : places) {
        const auto plain = statuses.at(each.name), negotiated = statuses.at(each.name + ", negotiated");
        if (plain != usual) out << ", " << each.name << ": " << name(plain);
        if (negotiated != plain) out << ", negotiated " << each.name << ": " << name(negotiated);
    }
    out << '\n';
    return out.str();
}

/// What is assigned, what is not, the errors of Heimdal's own library, and what it takes for others, or for success, when
/// it adds.
std::vector<std::int32_t> numbers() {
    std::vector<std::int32_t> out;
    for (std::int32_t number = 0; number < 131; ++number)
        out.push_back(number);
    for (const std::int32_t far :
         {156, 181, 250, 255, 256, 1000, 65535, 1765328384, 1765328396, 2147483647, -1, -2147483647})
        out.push_back(far);
    return out;
}

const std::map<std::int32_t, row>& matrix() {
    static const auto made = [] {
        std::map<std::int32_t, row> out;
        for (const auto number : numbers())
            out[number] = row_of(number);
        return out;
    }();
    return made;
}

} // namespace

TEST_CASE("every KRB-ERROR comes to the status that was agreed, wherever it is met") {
    std::ostringstream out;
    for (const auto number : numbers())
        out << text_of(number, matrix().at(number));
    sspi::testing::check_golden("error_matrix.txt", out.str());
}

TEST_CASE("what has a name is no internal error, wherever it is met") {
    const std::map<std::int32_t, std::string> nameless{
        {0, "an error that says there is none"},
        {60, "KRB_ERR_GENERIC: its text says what it is, and its number nothing"},
    };
    for (const auto& [number, statuses] : matrix())
        for (const auto& [where, code] : statuses) {
            CAPTURE(number, where);
            const bool unassigned = !gss::is_protocol_error(number) ||
                                    detail::krb5_code_name(detail::krb5_table_base + number).empty();
            CHECK((code == status::internal_error) == (unassigned || nameless.contains(number)));
        }
}
