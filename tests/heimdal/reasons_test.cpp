// SPDX-License-Identifier: BSL-1.0
// The reason of a failure that Kerberos explains, which is derived from its code alone.
#include "heimdal/errors.hpp"

#include <sspi/detail/krb5_code.hpp>
#include <support/catch.hpp>

#include <map>

#include <gssapi/gssapi.h>

using namespace sspi;
using sspi::detail::krb5_code;
using sspi::detail::operation;

namespace {

const std::map<krb5_code, reason> expected{
    {krb5_code::ap_err_skew, reason::clock_skew},
    {krb5_code::kdcrep_skew, reason::clock_skew},
    {krb5_code::kdc_unreach, reason::kdc_unreachable},
    {krb5_code::realm_cant_resolve, reason::kdc_unreachable},
    {krb5_code::realm_unknown, reason::kdc_unreachable},
    {krb5_code::err_host_realm_unknown, reason::kdc_unreachable},
    {krb5_code::kdc_err_c_principal_unknown, reason::client_unknown},
    {krb5_code::kdc_err_name_exp, reason::client_expired},
    {krb5_code::kdc_err_client_revoked, reason::client_revoked},
    {krb5_code::kdc_err_client_notyet, reason::client_not_yet_valid},
    {krb5_code::kdc_err_key_expired, reason::password_expired},
    {krb5_code::kdc_err_null_key, reason::client_without_key},
    {krb5_code::kdc_err_preauth_failed, reason::proof_refused},
    {krb5_code::preauth_failed, reason::proof_refused},
    {krb5_code::cc_notfound, reason::ticket_missing},
    {krb5_code::fcc_nofile, reason::ticket_missing},
    {krb5_code::cc_end, reason::ticket_missing},
    {krb5_code::ap_err_tkt_expired, reason::ticket_expired},
    {krb5_code::ap_err_tkt_nyv, reason::ticket_not_yet_valid},
    {krb5_code::ap_err_nokey, reason::key_missing},
    {krb5_code::ap_err_badkeyver, reason::key_missing},
    {krb5_code::kt_notfound, reason::key_missing},
    {krb5_code::ap_err_bad_integrity, reason::undecryptable},
    {krb5_code::ap_err_modified, reason::undecryptable},
    {krb5_code::kdc_err_etype_nosupp, reason::no_common_enctype},
    {krb5_code::prog_etype_nosupp, reason::no_common_enctype},
    {krb5_code::wrong_etype, reason::no_common_enctype},
    {krb5_code::kdc_err_s_principal_unknown, reason::service_unknown},
    {krb5_code::kdc_err_principal_not_unique, reason::service_not_unique},
    {krb5_code::kdc_err_service_revoked, reason::service_unusable},
    {krb5_code::kdc_err_service_exp, reason::service_unusable},
    {krb5_code::kdc_err_service_notyet, reason::service_unusable},
    {krb5_code::kdc_err_badoption, reason::refused_by_policy},
    {krb5_code::kdc_err_policy, reason::refused_by_policy},
    {krb5_code::ap_err_repeat, reason::replayed_token},
};

} // namespace

TEST_CASE("each code that a person can do something about has its reason, and no other has one") {
    for (const auto& row : sspi::detail::krb5_names) {
        const auto found = expected.find(row.code);
        const auto wanted = found == expected.end() ? reason::unspecified : found->second;
        const auto code = static_cast<std::int32_t>(row.code);
        INFO(row.name);
        CHECK(heimdal::krb5_failure(operation::initiate, code).why == wanted);
        CHECK(heimdal::gss_failure(operation::accept, GSS_S_FAILURE, static_cast<std::uint32_t>(code)).why ==
              wanted);
    }
    CHECK(heimdal::gss_failure(operation::accept, GSS_S_BAD_BINDINGS, 0).why == reason::unspecified);
}
