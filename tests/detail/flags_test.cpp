// SPDX-License-Identifier: BSL-1.0
// Flag vocabularies, tables and rules.

#define SECURITY_WIN32
#include <sspi.h>

#include "golden.hpp"

#include <sspi/detail/flags.hpp>

#include "../support/catch.hpp"

#include <bit>
#include <iomanip>
#include <sstream>
#include <string>
#include <utility>

namespace {

using namespace sspi::detail;

#define SSPI_TEST_SAME(vocabulary, enumerator, symbol) static_assert(bits(vocabulary::enumerator) == (symbol))
SSPI_TEST_SAME(isc_req, delegate, ISC_REQ_DELEGATE);
SSPI_TEST_SAME(isc_req, mutual_auth, ISC_REQ_MUTUAL_AUTH);
SSPI_TEST_SAME(isc_req, replay_detect, ISC_REQ_REPLAY_DETECT);
SSPI_TEST_SAME(isc_req, sequence_detect, ISC_REQ_SEQUENCE_DETECT);
SSPI_TEST_SAME(isc_req, confidentiality, ISC_REQ_CONFIDENTIALITY);
SSPI_TEST_SAME(isc_req, use_session_key, ISC_REQ_USE_SESSION_KEY);
SSPI_TEST_SAME(isc_req, prompt_for_creds, ISC_REQ_PROMPT_FOR_CREDS);
SSPI_TEST_SAME(isc_req, use_supplied_creds, ISC_REQ_USE_SUPPLIED_CREDS);
SSPI_TEST_SAME(isc_req, allocate_memory, ISC_REQ_ALLOCATE_MEMORY);
SSPI_TEST_SAME(isc_req, use_dce_style, ISC_REQ_USE_DCE_STYLE);
SSPI_TEST_SAME(isc_req, datagram, ISC_REQ_DATAGRAM);
SSPI_TEST_SAME(isc_req, connection, ISC_REQ_CONNECTION);
SSPI_TEST_SAME(isc_req, call_level, ISC_REQ_CALL_LEVEL);
SSPI_TEST_SAME(isc_req, fragment_supplied, ISC_REQ_FRAGMENT_SUPPLIED);
SSPI_TEST_SAME(isc_req, extended_error, ISC_REQ_EXTENDED_ERROR);
SSPI_TEST_SAME(isc_req, stream, ISC_REQ_STREAM);
SSPI_TEST_SAME(isc_req, integrity, ISC_REQ_INTEGRITY);
SSPI_TEST_SAME(isc_req, identify, ISC_REQ_IDENTIFY);
SSPI_TEST_SAME(isc_req, null_session, ISC_REQ_NULL_SESSION);
SSPI_TEST_SAME(isc_req, manual_cred_validation, ISC_REQ_MANUAL_CRED_VALIDATION);
SSPI_TEST_SAME(isc_req, reserved1, ISC_REQ_RESERVED1);
SSPI_TEST_SAME(isc_req, fragment_to_fit, ISC_REQ_FRAGMENT_TO_FIT);
SSPI_TEST_SAME(isc_req, forward_credentials, ISC_REQ_FORWARD_CREDENTIALS);
SSPI_TEST_SAME(isc_req, no_integrity, ISC_REQ_NO_INTEGRITY);
SSPI_TEST_SAME(isc_req, use_http_style, ISC_REQ_USE_HTTP_STYLE);
SSPI_TEST_SAME(isc_req, unverified_target_name, ISC_REQ_UNVERIFIED_TARGET_NAME);
SSPI_TEST_SAME(isc_req, confidentiality_only, ISC_REQ_CONFIDENTIALITY_ONLY);

SSPI_TEST_SAME(isc_ret, delegate, ISC_RET_DELEGATE);
SSPI_TEST_SAME(isc_ret, mutual_auth, ISC_RET_MUTUAL_AUTH);
SSPI_TEST_SAME(isc_ret, replay_detect, ISC_RET_REPLAY_DETECT);
SSPI_TEST_SAME(isc_ret, sequence_detect, ISC_RET_SEQUENCE_DETECT);
SSPI_TEST_SAME(isc_ret, confidentiality, ISC_RET_CONFIDENTIALITY);
SSPI_TEST_SAME(isc_ret, use_session_key, ISC_RET_USE_SESSION_KEY);
SSPI_TEST_SAME(isc_ret, used_collected_creds, ISC_RET_USED_COLLECTED_CREDS);
SSPI_TEST_SAME(isc_ret, used_supplied_creds, ISC_RET_USED_SUPPLIED_CREDS);
SSPI_TEST_SAME(isc_ret, allocated_memory, ISC_RET_ALLOCATED_MEMORY);
SSPI_TEST_SAME(isc_ret, used_dce_style, ISC_RET_USED_DCE_STYLE);
SSPI_TEST_SAME(isc_ret, datagram, ISC_RET_DATAGRAM);
SSPI_TEST_SAME(isc_ret, connection, ISC_RET_CONNECTION);
SSPI_TEST_SAME(isc_ret, intermediate_return, ISC_RET_INTERMEDIATE_RETURN);
SSPI_TEST_SAME(isc_ret, call_level, ISC_RET_CALL_LEVEL);
SSPI_TEST_SAME(isc_ret, extended_error, ISC_RET_EXTENDED_ERROR);
SSPI_TEST_SAME(isc_ret, stream, ISC_RET_STREAM);
SSPI_TEST_SAME(isc_ret, integrity, ISC_RET_INTEGRITY);
SSPI_TEST_SAME(isc_ret, identify, ISC_RET_IDENTIFY);
SSPI_TEST_SAME(isc_ret, null_session, ISC_RET_NULL_SESSION);
SSPI_TEST_SAME(isc_ret, manual_cred_validation, ISC_RET_MANUAL_CRED_VALIDATION);
SSPI_TEST_SAME(isc_ret, reserved1, ISC_RET_RESERVED1);
SSPI_TEST_SAME(isc_ret, fragment_only, ISC_RET_FRAGMENT_ONLY);
SSPI_TEST_SAME(isc_ret, forward_credentials, ISC_RET_FORWARD_CREDENTIALS);
SSPI_TEST_SAME(isc_ret, used_http_style, ISC_RET_USED_HTTP_STYLE);
SSPI_TEST_SAME(isc_ret, no_additional_token, ISC_RET_NO_ADDITIONAL_TOKEN);
SSPI_TEST_SAME(isc_ret, reauthentication, ISC_RET_REAUTHENTICATION);
SSPI_TEST_SAME(isc_ret, confidentiality_only, ISC_RET_CONFIDENTIALITY_ONLY);

SSPI_TEST_SAME(asc_req, delegate, ASC_REQ_DELEGATE);
SSPI_TEST_SAME(asc_req, mutual_auth, ASC_REQ_MUTUAL_AUTH);
SSPI_TEST_SAME(asc_req, replay_detect, ASC_REQ_REPLAY_DETECT);
SSPI_TEST_SAME(asc_req, sequence_detect, ASC_REQ_SEQUENCE_DETECT);
SSPI_TEST_SAME(asc_req, confidentiality, ASC_REQ_CONFIDENTIALITY);
SSPI_TEST_SAME(asc_req, use_session_key, ASC_REQ_USE_SESSION_KEY);
SSPI_TEST_SAME(asc_req, session_ticket, ASC_REQ_SESSION_TICKET);
SSPI_TEST_SAME(asc_req, allocate_memory, ASC_REQ_ALLOCATE_MEMORY);
SSPI_TEST_SAME(asc_req, use_dce_style, ASC_REQ_USE_DCE_STYLE);
SSPI_TEST_SAME(asc_req, datagram, ASC_REQ_DATAGRAM);
SSPI_TEST_SAME(asc_req, connection, ASC_REQ_CONNECTION);
SSPI_TEST_SAME(asc_req, call_level, ASC_REQ_CALL_LEVEL);
SSPI_TEST_SAME(asc_req, fragment_supplied, ASC_REQ_FRAGMENT_SUPPLIED);
SSPI_TEST_SAME(asc_req, extended_error, ASC_REQ_EXTENDED_ERROR);
SSPI_TEST_SAME(asc_req, stream, ASC_REQ_STREAM);
SSPI_TEST_SAME(asc_req, integrity, ASC_REQ_INTEGRITY);
SSPI_TEST_SAME(asc_req, licensing, ASC_REQ_LICENSING);
SSPI_TEST_SAME(asc_req, identify, ASC_REQ_IDENTIFY);
SSPI_TEST_SAME(asc_req, allow_null_session, ASC_REQ_ALLOW_NULL_SESSION);
SSPI_TEST_SAME(asc_req, allow_non_user_logons, ASC_REQ_ALLOW_NON_USER_LOGONS);
SSPI_TEST_SAME(asc_req, allow_context_replay, ASC_REQ_ALLOW_CONTEXT_REPLAY);
SSPI_TEST_SAME(asc_req, fragment_to_fit, ASC_REQ_FRAGMENT_TO_FIT);
SSPI_TEST_SAME(asc_req, no_token, ASC_REQ_NO_TOKEN);
SSPI_TEST_SAME(asc_req, proxy_bindings, ASC_REQ_PROXY_BINDINGS);
SSPI_TEST_SAME(asc_req, allow_missing_bindings, ASC_REQ_ALLOW_MISSING_BINDINGS);

SSPI_TEST_SAME(asc_ret, delegate, ASC_RET_DELEGATE);
SSPI_TEST_SAME(asc_ret, mutual_auth, ASC_RET_MUTUAL_AUTH);
SSPI_TEST_SAME(asc_ret, replay_detect, ASC_RET_REPLAY_DETECT);
SSPI_TEST_SAME(asc_ret, sequence_detect, ASC_RET_SEQUENCE_DETECT);
SSPI_TEST_SAME(asc_ret, confidentiality, ASC_RET_CONFIDENTIALITY);
SSPI_TEST_SAME(asc_ret, use_session_key, ASC_RET_USE_SESSION_KEY);
SSPI_TEST_SAME(asc_ret, session_ticket, ASC_RET_SESSION_TICKET);
SSPI_TEST_SAME(asc_ret, allocated_memory, ASC_RET_ALLOCATED_MEMORY);
SSPI_TEST_SAME(asc_ret, used_dce_style, ASC_RET_USED_DCE_STYLE);
SSPI_TEST_SAME(asc_ret, datagram, ASC_RET_DATAGRAM);
SSPI_TEST_SAME(asc_ret, connection, ASC_RET_CONNECTION);
SSPI_TEST_SAME(asc_ret, call_level, ASC_RET_CALL_LEVEL);
SSPI_TEST_SAME(asc_ret, third_leg_failed, ASC_RET_THIRD_LEG_FAILED);
SSPI_TEST_SAME(asc_ret, extended_error, ASC_RET_EXTENDED_ERROR);
SSPI_TEST_SAME(asc_ret, stream, ASC_RET_STREAM);
SSPI_TEST_SAME(asc_ret, integrity, ASC_RET_INTEGRITY);
SSPI_TEST_SAME(asc_ret, licensing, ASC_RET_LICENSING);
SSPI_TEST_SAME(asc_ret, identify, ASC_RET_IDENTIFY);
SSPI_TEST_SAME(asc_ret, null_session, ASC_RET_NULL_SESSION);
SSPI_TEST_SAME(asc_ret, allow_non_user_logons, ASC_RET_ALLOW_NON_USER_LOGONS);
SSPI_TEST_SAME(asc_ret, allow_context_replay, ASC_RET_ALLOW_CONTEXT_REPLAY);
SSPI_TEST_SAME(asc_ret, fragment_only, ASC_RET_FRAGMENT_ONLY);
SSPI_TEST_SAME(asc_ret, no_token, ASC_RET_NO_TOKEN);
SSPI_TEST_SAME(asc_ret, no_additional_token, ASC_RET_NO_ADDITIONAL_TOKEN);

#undef SSPI_TEST_SAME

template <class Enum>
std::string hex(Enum value) {
    std::ostringstream out;
    out << "0x" << std::hex << std::setfill('0') << std::setw(8) << bits(value);
    return out.str();
}

const char* word(treatment how) {
    constexpr const char* words[] = {"mapped", "local", "ignored", "refused"};
    return words[static_cast<int>(how)];
}

/// The bits by name: "mutual integ", or "-" for none.
std::string words(gss_flag value) {
    constexpr std::pair<gss_flag, const char*> names[] = {{gss_flag::deleg, "deleg"},
                                                          {gss_flag::mutual, "mutual"},
                                                          {gss_flag::replay, "replay"},
                                                          {gss_flag::sequence, "sequence"},
                                                          {gss_flag::conf, "conf"},
                                                          {gss_flag::integ, "integ"},
                                                          {gss_flag::anon, "anon"},
                                                          {gss_flag::dce_style, "dce"},
                                                          {gss_flag::identify, "identify"},
                                                          {gss_flag::extended_error, "extended_error"},
                                                          {gss_flag::deleg_policy, "deleg_policy"},
                                                          {gss_flag::user_to_user, "user_to_user"}};
    std::string text;
    for (const auto& [bit, word] : names)
        if (has(value, bit)) text += (text.empty() ? "" : " ") + std::string(word);
    return text.empty() ? "-" : text;
}

template <auto Request, auto Report, class Rows>
void print_requests(std::ostringstream& out, const Rows& rows) {
    for (const auto& row : rows) {
        const auto granted = translate<Request, &flag_row::granted>(row.bit);
        out << std::left << std::setw(32) << row.name << hex(row.bit) << "  " << std::setw(8) << word(row.how)
            << "  asks " << std::setw(15) << words(translate<Request, &flag_row::requested>(row.bit))
            << " granted as " << std::setw(15) << words(granted) << " reported as "
            << hex(translate<&flag_row::granted, Report>(granted)) << '\n';
    }
}

TEST_CASE("the flag table is the one that was agreed") {
    std::ostringstream out;
    print_requests<&flag_row::ireq, &flag_row::iret>(out, initiator_requests);
    out << '\n';
    print_requests<&flag_row::areq, &flag_row::aret>(out, acceptor_requests);
    out << '\n';
    for (const auto& row : flag_map)
        out << std::left << std::setw(15) << words(row.granted) << ' ' << row.why << '\n';
    sspi::testing::check_golden("flags.txt", out.str());
}

TEST_CASE("each request bit alone asks for, and is reported as, what the golden table of rules says") {
    constexpr auto all = static_cast<gss_flag>(0x1FFFF);
    std::ostringstream out;
    for (const auto& row : initiator_requests)
        out << std::left << std::setw(32) << row.name << "asks " << std::setw(22)
            << words(initiator_request(row.bit)) << " and when all is granted reports "
            << hex(initiator_granted(row.bit, all)) << (refused(row.bit) ? ", but is refused" : "") << '\n';
    out << '\n';
    for (const auto& row : acceptor_requests)
        out << std::left << std::setw(32) << row.name << "when all is granted reports "
            << hex(acceptor_granted(row.bit, all)) << ", when nothing is "
            << hex(acceptor_granted(row.bit, gss_flag::none)) << (refused(row.bit) ? ", but is refused" : "")
            << '\n';
    sspi::testing::check_golden("flag_rules.txt", out.str());
}

/// The n-th choice out of `every`: bit i of n says whether the i-th set bit of `every` is taken.
template <class Enum>
Enum choice(Enum every, std::uint32_t n) {
    auto taken = Enum::none;
    for (auto rest = bits(every); rest != 0; rest &= rest - 1, n >>= 1)
        if ((n & 1) != 0) taken |= static_cast<Enum>(rest & (~rest + 1));
    return taken;
}

template <class Enum>
std::uint32_t choices(Enum every) {
    return 1u << std::popcount(bits(every));
}

constexpr auto decisive =
    treated(initiator_requests, treatment::mapped) | treated(initiator_requests, treatment::local);

TEST_CASE("every combination of request bits asks the mechanism for what the rules say") {
    std::uint32_t wrong = 0;
    for (std::uint32_t n = 0; n < choices(decisive); ++n) {
        const auto req = choice(decisive, n);
        const auto ask = initiator_request(req);
        const auto asks = [ask](gss_flag bit) { return has(ask, bit); };
        const auto wants = [req](isc_req bit) { return has(req, bit); };
        const bool bare = wants(isc_req::no_integrity);
        const bool seal = wants(isc_req::confidentiality) || wants(isc_req::confidentiality_only);
        const bool mutual = wants(isc_req::mutual_auth) || wants(isc_req::use_dce_style);
        const bool right = asks(gss_flag::integ) == !bare && asks(gss_flag::conf) == (seal && !bare) &&
                           asks(gss_flag::mutual) == mutual &&
                           asks(gss_flag::deleg_policy) == (wants(isc_req::delegate) && mutual) &&
                           !asks(gss_flag::deleg) && !asks(gss_flag::anon) &&
                           asks(gss_flag::replay) == wants(isc_req::replay_detect) &&
                           asks(gss_flag::sequence) == wants(isc_req::sequence_detect) &&
                           asks(gss_flag::dce_style) == wants(isc_req::use_dce_style) &&
                           asks(gss_flag::identify) == wants(isc_req::identify) &&
                           asks(gss_flag::extended_error) == wants(isc_req::extended_error) &&
                           asks(gss_flag::user_to_user) == wants(isc_req::use_session_key);
        wrong += right ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("bits that are not mapped or local change neither the request nor the report") {
    constexpr auto granted = static_cast<gss_flag>(0x1FFFF);
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
        if ((bit & bits(decisive)) != 0) continue;
        const auto odd = static_cast<isc_req>(bit);
        INFO(hex(odd));
        CHECK(initiator_request(odd) == initiator_request(isc_req::none));
        CHECK(initiator_granted(odd, granted) == initiator_granted(isc_req::none, granted));
    }
}

TEST_CASE("every combination of granted bits is reported to the initiator as the rules say") {
    constexpr auto grantable = static_cast<gss_flag>(0x1F07F);
    constexpr auto asked = isc_req::confidentiality | isc_req::confidentiality_only | isc_req::no_integrity |
                           isc_req::connection | isc_req::allocate_memory;
    std::uint32_t wrong = 0;
    for (std::uint32_t r = 0; r < choices(asked); ++r)
        for (std::uint32_t g = 0; g < choices(grantable); ++g) {
            const auto req = choice(asked, r);
            const auto granted = choice(grantable, g);
            const auto report = initiator_granted(req, granted);
            const auto reports = [report](isc_ret bit) { return has(report, bit); };
            const auto has_got = [granted](gss_flag bit) { return has(granted, bit); };
            const bool bare = has(req, isc_req::no_integrity);
            const bool seal = wants_confidentiality(req);
            const bool right =
                reports(isc_ret::delegate) == has_got(gss_flag::deleg) &&
                reports(isc_ret::mutual_auth) == has_got(gss_flag::mutual) &&
                reports(isc_ret::replay_detect) == has_got(gss_flag::replay) &&
                reports(isc_ret::sequence_detect) == has_got(gss_flag::sequence) &&
                reports(isc_ret::confidentiality) == (has_got(gss_flag::conf) && seal && !bare) &&
                reports(isc_ret::integrity) == (has_got(gss_flag::integ) && !bare) &&
                reports(isc_ret::used_dce_style) == has_got(gss_flag::dce_style) &&
                reports(isc_ret::identify) == has_got(gss_flag::identify) &&
                reports(isc_ret::extended_error) == has_got(gss_flag::extended_error) &&
                reports(isc_ret::use_session_key) == has_got(gss_flag::user_to_user) &&
                reports(isc_ret::connection) == has(req, isc_req::connection) &&
                !reports(isc_ret::allocated_memory | isc_ret::confidentiality_only);
            wrong += right ? 0 : 1;
        }
    CHECK(wrong == 0);
}

TEST_CASE("the acceptor is told what was granted, with the values of its own vocabulary") {
    const auto report =
        acceptor_granted(asc_req::connection,
                         gss_flag::integ | gss_flag::conf | gss_flag::identify | gss_flag::extended_error);
    CHECK(bits(report) == (ASC_RET_INTEGRITY | ASC_RET_CONFIDENTIALITY | ASC_RET_IDENTIFY |
                           ASC_RET_EXTENDED_ERROR | ASC_RET_CONNECTION));
    CHECK(acceptor_granted(asc_req::integrity | asc_req::confidentiality, gss_flag::none) == asc_ret::none);
}

TEST_CASE("translating there and back keeps every bit the table has and drops the others") {
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
        const auto in = static_cast<isc_req>(bit);
        const auto there = translate<&flag_row::ireq, &flag_row::aret>(in);
        const auto back = translate<&flag_row::aret, &flag_row::ireq>(there);
        INFO(hex(in));
        CHECK(back == (has(column_bits<&flag_row::ireq>(), in) ? in : isc_req::none));
    }
}

TEST_CASE("prompting and datagram contexts are refused, alone and among other flags, and nothing else is") {
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
        INFO(std::hex << bit);
        CHECK(refused(static_cast<isc_req>(bit)) ==
              (bit == ISC_REQ_PROMPT_FOR_CREDS || bit == ISC_REQ_DATAGRAM));
        CHECK(refused(static_cast<asc_req>(bit)) == (bit == ASC_REQ_DATAGRAM));
    }
    CHECK(refused(isc_req::mutual_auth | isc_req::datagram));
    CHECK(refused(isc_req::use_session_key | isc_req::use_dce_style));
    CHECK_FALSE(refused(~(isc_req::prompt_for_creds | isc_req::datagram | isc_req::use_dce_style)));
    CHECK_FALSE(refused(~(isc_req::prompt_for_creds | isc_req::datagram | isc_req::use_session_key)));
}

TEST_CASE("the soundness checks of the tables notice a fault") {
    constexpr request_row<asc_req> twice[] = {{asc_req::delegate, "", treatment::mapped},
                                              {asc_req::delegate, "", treatment::local}};
    constexpr request_row<asc_req> two_bits[] = {
        {asc_req::delegate | asc_req::datagram, "", treatment::mapped}};
    constexpr request_row<asc_req> one[] = {{asc_req::delegate, "", treatment::mapped}};
    CHECK_FALSE(covers_once(twice, asc_req::delegate));
    CHECK_FALSE(covers_once(two_bits, asc_req::delegate | asc_req::datagram));
    CHECK_FALSE(covers_once(one, asc_req::delegate | asc_req::datagram));
    CHECK(covers_once(one, asc_req::delegate));
}

} // namespace
