// SPDX-License-Identifier: BSL-1.0
// An NTSTATUS says more than the number of the error that it came with.
#include <sspi/detail/nt_refinement.hpp>
#include <sspi/detail/nt_status.hpp>

#include "../support/catch.hpp"

#include <set>

namespace {

using namespace sspi::detail;
using sspi::status;

TEST_CASE("a domain controller that wants a smart card is understood") {
    static_assert(refined(status::logon_denied, 0xC00002FA) == status::smartcard_logon_required);
    CHECK(refined(status::kdc_invalid_request, 0xC000040B) == status::crossrealm_delegation_failure);
    CHECK(refined(status::wrong_principal, 0xC000035B) == status::bad_bindings);
}

TEST_CASE("what is wrong with an account is a denied logon, whichever error carries it") {
    for (const std::uint32_t why :
         {0xC0000071U, 0xC0000224U, 0xC0000072U, 0xC0000193U, 0xC0000234U, 0xC000006FU, 0xC0000070U})
        CHECK(refined(status::internal_error, why) == status::logon_denied);
}

TEST_CASE("an NTSTATUS that says nothing more leaves the error as it is") {
    for (const std::uint32_t why : {0U, 1U, 0xC0000001U, 0xC00000E5U, 0xFFFFFFFFU})
        CHECK(refined(status::target_unknown, why) == status::target_unknown);
}

TEST_CASE("no refinement makes a success of an error, and each NTSTATUS has one row") {
    std::set<std::uint32_t> seen;
    for (const auto& row : nt_refinements) {
        CAPTURE(row.nt_status);
        CHECK(seen.insert(row.nt_status).second);
        CHECK(sspi::failed(row.meaning));
        CHECK(row.meaning != status::internal_error);
    }
}

TEST_CASE("a state of an account is its own status, with a name and a Win32 error") {
    constexpr auto revoked = static_cast<std::int32_t>(krb5_code::kdc_err_client_revoked);
    for (const auto state : account_states) {
        const auto code = static_cast<std::uint32_t>(state);
        CAPTURE(code);
        CHECK(to_nt_status(status::logon_denied, revoked, code) == state);
        CHECK_FALSE(nt_status_name(code).empty());
        CHECK(to_win32_error(state) != error_message_id_not_found);
        CHECK(refined(status::internal_error, code) == status::logon_denied);
    }
    for (const std::uint32_t other : {0U, 0xC000005EU, 0xC00000E5U, 0xFFFFFFFFU})
        CHECK(to_nt_status(status::logon_denied, revoked, other) == nt_status::account_disabled);
}

} // namespace
