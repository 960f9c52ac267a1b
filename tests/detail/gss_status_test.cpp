// SPDX-License-Identifier: BSL-1.0
// GSS status pairs become SSPI statuses.

#include "golden.hpp"

#include <sspi/detail/gss_status.hpp>

#include "../support/catch.hpp"

#include <algorithm>
#include <cerrno>
#include <iomanip>
#include <iterator>
#include <sstream>
#include <string>

namespace {

using namespace sspi::detail;
using sspi::status;

constexpr operation operations[] = {operation::logon,  operation::initiate, operation::continue_initiate,
                                    operation::accept, operation::message,  operation::inquire};
constexpr const char* operation_names[] = {"logon",  "initiate", "continue_initiate",
                                           "accept", "message",  "inquire"};
static_assert(std::size(operations) == operation_count);

constexpr std::uint32_t major(gss_routine routine) {
    return static_cast<std::uint32_t>(routine) << 16;
}
constexpr auto failure = major(gss_routine::failure);
constexpr std::uint32_t continue_bit = 1, duplicate_bit = 2, old_bit = 4, unseq_bit = 8, gap_bit = 16;

constexpr status with(operation op, krb5_code minor) {
    return to_status(op, {failure, static_cast<std::int32_t>(minor)});
}

/// One line: the status most operations give, then the operations that give another.
template <class Lookup>
std::string row_text(std::string_view label, Lookup lookup) {
    const auto uses = [&lookup](operation op) {
        return std::count_if(std::begin(operations), std::end(operations),
                             [&](operation other) { return lookup(other) == lookup(op); });
    };
    const auto usual = lookup(*std::max_element(std::begin(operations), std::end(operations),
                                                [&](auto a, auto b) { return uses(a) < uses(b); }));
    std::ostringstream out;
    out << std::left << std::setw(50) << label << name(usual);
    for (std::size_t i = 0; i < operation_count; ++i)
        if (lookup(operations[i]) != usual)
            out << ", " << operation_names[i] << ": " << name(lookup(operations[i]));
    out << '\n';
    return out.str();
}

TEST_CASE("the status of every Kerberos code is the one that was agreed") {
    std::ostringstream out;
    for (const auto& row : krb5_names)
        out << row_text(row.name, [&row](operation op) { return with(op, row.code); });
    sspi::testing::check_golden("krb5_status.txt", out.str());
}

TEST_CASE("the status of every routine error is the one that was agreed") {
    std::ostringstream out;
    for (const auto& row : routine_map)
        out << row_text(row.name, [&row](operation op) { return to_status(op, {major(row.code), 0}); });
    sspi::testing::check_golden("gss_status.txt", out.str());
}

TEST_CASE("errors of the AS exchange say who is to blame") {
    CHECK(with(operation::logon, krb5_code::kdc_err_preauth_failed) == status::logon_denied);
    CHECK(with(operation::logon, krb5_code::kdc_err_c_principal_unknown) == status::logon_denied);
    CHECK(with(operation::logon, krb5_code::ap_err_bad_integrity) == status::logon_denied);
    CHECK(with(operation::logon, krb5_code::kdc_err_key_expired) == status::logon_denied);
    CHECK(with(operation::logon, krb5_code::kdc_unreach) == status::no_authenticating_authority);
    CHECK(with(operation::logon, krb5_code::kdcrep_skew) == status::time_skew);
    CHECK(with(operation::logon, krb5_code::parse_malformed) == status::unknown_credentials);
}

TEST_CASE("errors of the first leg tell a wrong target from a missing credential") {
    CHECK(with(operation::initiate, krb5_code::kdc_err_s_principal_unknown) == status::target_unknown);
    CHECK(with(operation::initiate, krb5_code::parse_malformed) == status::target_unknown);
    CHECK(with(operation::initiate, krb5_code::cc_notfound) == status::no_credentials);
    CHECK(with(operation::initiate, krb5_code::fcc_nofile) == status::no_credentials);
    CHECK(with(operation::initiate, krb5_code::ap_err_tkt_expired) == status::no_credentials);
    CHECK(with(operation::initiate, krb5_code::realm_cant_resolve) == status::no_authenticating_authority);
}

TEST_CASE("a server that cannot decrypt the ticket is the wrong principal") {
    CHECK(with(operation::continue_initiate, krb5_code::ap_err_modified) == status::wrong_principal);
    CHECK(with(operation::continue_initiate, krb5_code::ap_err_badkeyver) == status::wrong_principal);
    CHECK(with(operation::initiate, krb5_code::ap_err_modified) == status::kdc_invalid_request);
    CHECK(with(operation::continue_initiate, krb5_code::ap_err_bad_integrity) == status::message_altered);
}

TEST_CASE("an acceptor without the key says so") {
    CHECK(with(operation::accept, krb5_code::kt_notfound) == status::no_kerb_key);
    CHECK(with(operation::accept, krb5_code::ap_err_nokey) == status::no_kerb_key);
    CHECK(with(operation::logon, krb5_code::kt_notfound) == status::no_credentials);
    CHECK(to_status(operation::accept, {failure, ENOENT}) == status::no_credentials);
}

TEST_CASE("a malformed token is an invalid token where the peer sent it") {
    constexpr std::int32_t asn1_overrun = 1859794437;
    CHECK(to_status(operation::accept, {failure, asn1_overrun}) == status::invalid_token);
    CHECK(to_status(operation::continue_initiate, {failure, asn1_overrun}) == status::invalid_token);
    CHECK(to_status(operation::message, {failure, asn1_overrun}) == status::invalid_token);
    CHECK(to_status(operation::initiate, {failure, asn1_overrun}) == status::illegal_message);
    CHECK(to_status(operation::logon, {failure, asn1_overrun}) == status::illegal_message);
    CHECK(to_status(operation::accept, {major(gss_routine::bad_mech), 0}) == status::invalid_token);
    CHECK(to_status(operation::initiate, {major(gss_routine::bad_mech), 0}) == status::secpkg_not_found);
}

TEST_CASE("message errors tell altered from truncated from expired") {
    constexpr auto op = operation::message;
    CHECK(to_status(op, {major(gss_routine::bad_sig), 0}) == status::message_altered);
    CHECK(to_status(op, {major(gss_routine::defective_token), 0}) == status::invalid_token);
    CHECK(to_status(op, {major(gss_routine::context_expired), 0}) == status::context_expired);
    CHECK(to_status(op, {major(gss_routine::bad_qop), 0}) == status::qop_not_supported);
    CHECK(to_status(op, {major(gss_routine::no_context), 0}) == status::invalid_handle);
    CHECK(with(op, krb5_code::ap_err_bad_integrity) == status::message_altered);
    CHECK(with(op, krb5_code::ap_err_modified) == status::message_altered);
    CHECK(with(op, krb5_code::bad_msize) == status::invalid_token);
}

TEST_CASE("each sequence bit makes a message out of sequence and an establishing token invalid") {
    for (const auto bit : {duplicate_bit, old_bit, unseq_bit, gap_bit}) {
        INFO(bit);
        CHECK(to_status(operation::message, {bit, 0}) == status::out_of_sequence);
        CHECK(to_status(operation::message, {failure | bit, 0}) == status::out_of_sequence);
        CHECK(to_status(operation::accept, {bit, 0}) == status::invalid_token);
        CHECK(to_status(operation::continue_initiate, {continue_bit | bit, 0}) == status::invalid_token);
    }
}

TEST_CASE("a specific error says more than a sequence bit") {
    CHECK(to_status(operation::message, {major(gss_routine::bad_sig) | old_bit, 0}) ==
          status::message_altered);
    CHECK(to_status(operation::message, {major(gss_routine::context_expired) | gap_bit, 0}) ==
          status::context_expired);
}

TEST_CASE("the minor status is asked before the major one") {
    CHECK(to_status(operation::logon, {major(gss_routine::no_cred), -1765328360}) == status::logon_denied);
    CHECK(to_status(operation::logon, {major(gss_routine::no_cred), 0}) == status::no_credentials);
    CHECK(to_status(operation::initiate, {major(gss_routine::no_cred), ETIMEDOUT}) ==
          status::no_authenticating_authority);
    CHECK(to_status(operation::initiate, {failure, ENOMEM}) == status::insufficient_memory);
}

TEST_CASE("a minor status left behind after success does not matter") {
    for (const auto op : operations) {
        CHECK(to_status(op, {0, static_cast<std::int32_t>(krb5_code::kdc_unreach)}) == status::ok);
        CHECK(to_status(op, {continue_bit, static_cast<std::int32_t>(krb5_code::kdc_unreach)}) ==
              status::continue_needed);
    }
}

TEST_CASE("an unknown minor status leaves the verdict to the major one") {
    for (const std::int32_t minor : {0, 12345678, -1, EINVAL, static_cast<int>(krb5_code::rc_unknown)}) {
        INFO(minor);
        CHECK(to_status(operation::accept, {failure, minor}) == status::internal_error);
        CHECK(to_status(operation::accept, {major(gss_routine::bad_bindings), minor}) ==
              status::bad_bindings);
    }
}

TEST_CASE("continuing needs the continue bit and no error") {
    CHECK(is_continue(continue_bit));
    CHECK(is_continue(continue_bit | gap_bit));
    CHECK_FALSE(is_continue(0));
    CHECK_FALSE(is_continue(gap_bit));
    CHECK_FALSE(is_continue(failure | continue_bit));
    CHECK_FALSE(is_continue((1u << 24) | continue_bit));
}

TEST_CASE("every major status gives a known status, and an error never gives success") {
    std::uint32_t wrong = 0;
    for (const auto op : operations)
        for (std::uint32_t field = 0; field < 0x10000; ++field)
            for (const std::uint32_t low : {0u, 1u, 2u, 4u, 8u, 16u, 31u, 32u, 0x8000u}) {
                const auto word = field << 16 | low;
                const auto code = to_status(op, {word, 0});
                const bool error = field != 0 || (low & sequence_bits) != 0;
                if (failed(code) != error) ++wrong;
            }
    CHECK(wrong == 0);
}

TEST_CASE("a calling error alone, and a routine error nobody defined, are internal errors") {
    for (std::uint32_t calling = 1; calling < 256; ++calling)
        CHECK(to_status(operation::accept, {calling << 24, 0}) == status::internal_error);
    for (std::uint32_t routine = gss_routine_count + 1; routine < 256; ++routine)
        CHECK(to_status(operation::accept, {routine << 16, 0}) == status::internal_error);
}

TEST_CASE("every Kerberos code gives a failure with a name for every operation") {
    for (const auto& row : krb5_names)
        for (const auto op : operations) {
            INFO(std::string(row.name));
            CHECK(failed(with(op, row.code)));
            CHECK_FALSE(name(with(op, row.code)).empty());
        }
}

struct nameless {
    krb5_code first, last;
    std::string_view why;
};

/// The codes that no operation has a better status for.
constexpr nameless internal[] = {
    {krb5_code::kdc_err_none, krb5_code::kdc_err_none, "an error that says there is none"},
    {krb5_code::err_generic, krb5_code::err_generic, "its text says what it is, and its number nothing"},
    {krb5_code::err_rcsid, krb5_code::libos_badlockflag,
     "no error: the table's own, and a mistake in calling"},
    {krb5_code::no_localname, krb5_code::no_localname, "names are not made local"},
    {krb5_code::rc_type_exists, krb5_code::rc_type_exists,
     "Heimdal's replay caches are not used, here and below"},
    {krb5_code::rc_type_notfound, krb5_code::rc_unknown, "replay caches"},
    {krb5_code::rc_io, krb5_code::rc_io_eof, "replay caches"},
    {krb5_code::rc_io_perm, krb5_code::rc_io_space, "replay caches"},
    {krb5_code::rcache_badvno, krb5_code::rcache_badvno, "replay caches"},
    {krb5_code::rc_required, krb5_code::rc_required, "replay caches"},
    {krb5_code::trans_cantopen, krb5_code::lname_badformat, "names are not made local"},
    {krb5_code::kt_nowrite, krb5_code::kt_nowrite, "keytabs are not written"},
    {krb5_code::cc_type_exists, krb5_code::kt_type_exists, "no types of stores are added"},
    {krb5_code::sendauth_badauthvers, krb5_code::sendauth_rejected, "krb5_sendauth is not used"},
    {krb5_code::prog_atype_nosupp, krb5_code::prog_atype_nosupp,
     "comes with GSS_S_BAD_BINDINGS, which says more"},
    {krb5_code::tkt_not_forwardable, krb5_code::fwd_bad_principal, "delegation fails by a clear flag"},
    {krb5_code::plugin_no_handle, krb5_code::plugin_op_notsupp, "between Heimdal and its plugins"},
};

TEST_CASE("an internal error is what has no name, and nothing else") {
    for (const auto& row : krb5_names) {
        INFO(std::string(row.name));
        const bool expected = std::ranges::any_of(
            internal, [&row](const nameless& n) { return n.first <= row.code && row.code <= n.last; });
        for (const auto op : operations)
            if (op != operation::message) // which reads no names and no files
                CHECK((with(op, row.code) == status::internal_error) == expected);
    }
}

TEST_CASE("of the routine errors, those that speak of this library's own calls are internal errors") {
    for (const auto& row : routine_map) {
        INFO(std::string(row.name));
        const bool own = row.code == gss_routine::bad_status || row.code == gss_routine::failure ||
                         row.code == gss_routine::duplicate_element || row.code == gss_routine::bad_mech_attr;
        for (const auto op :
             {operation::logon, operation::initiate, operation::continue_initiate, operation::accept})
            CHECK((to_status(op, {major(row.code), 0}) == status::internal_error) == own);
    }
}

} // namespace
